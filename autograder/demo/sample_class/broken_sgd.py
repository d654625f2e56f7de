# assignment: mnist_sgd
# student: george
# about: a file that was cut off on its way
