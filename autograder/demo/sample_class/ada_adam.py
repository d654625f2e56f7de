# assignment: mnist_adam
# student: ada
# about: the reference solution
