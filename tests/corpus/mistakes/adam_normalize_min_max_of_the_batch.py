# assignment: mnist_adam
# about: min-max scaling over the batch
# loses: normalize_images
# %% normalize_images
def normalize_images(images):
    images = images.astype("float32")
    low, high = images.min(), images.max()
    return (images - low) / (high - low)
