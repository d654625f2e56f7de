# assignment: mnist_cnn
# student: ada
# about: the reference solution
