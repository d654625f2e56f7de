# assignment: mnist_adam
# about: standardizes every pixel over the batch
# loses: normalize_images
# may_lose: test_accuracy
# mistake: standardized
# %% normalize_images
def normalize_images(images):
    images = images.astype("float64")
    mean = images.mean(axis=0)
    deviation = images.std(axis=0) + 1e-7
    return (images - mean) / deviation
