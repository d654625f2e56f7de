# assignment: mnist_adam
# student: blaise
# about: the notebook as it was handed out
