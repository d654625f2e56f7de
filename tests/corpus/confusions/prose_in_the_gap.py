# assignment: mnist_sgd
# about: I wrote down what the function does
# loses: flatten_images
# mistake: 
# %% flatten_images
This function turns each image into a row of 784 numbers.
