# assignment: mnist_sgd
# about: subtracts the mean and divides by the standard deviation
# loses: normalize_images
# mistake: standardized
# %% normalize_images
def normalize_images(images):
    return (images - images.mean()) / images.std()
