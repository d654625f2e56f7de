# assignment: mnist_cnn
# about: subtracts the mean and divides by the deviation
# loses: prepare_images
# mistake: standardized
# %% prepare_images
def prepare_images(images):
    x = images.astype("float64")
    return ((x - x.mean()) / x.std())[..., np.newaxis]
