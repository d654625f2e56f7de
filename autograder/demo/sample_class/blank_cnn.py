# assignment: mnist_cnn
# student: blaise
# about: the notebook as it was handed out
