# assignment: mnist_sgd
# student: blaise
# about: the notebook as it was handed out
