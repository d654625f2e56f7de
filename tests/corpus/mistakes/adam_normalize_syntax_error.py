# assignment: mnist_adam
# about: a bracket is missing, so the cell does not run
# loses: normalize_images test_accuracy
# %% normalize_images
def normalize_images(images):
    return (images.astype("float32") / 255
