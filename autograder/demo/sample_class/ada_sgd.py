# assignment: mnist_sgd
# student: ada
# about: the reference solution
