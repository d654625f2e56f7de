# assignment: mnist_adam
# about: scales the global training images instead of the argument
# loses: normalize_images test_accuracy
# %% normalize_images
def normalize_images(images):
    return x_train / 255.0
