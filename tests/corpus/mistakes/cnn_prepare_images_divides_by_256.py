# assignment: mnist_cnn
# about: divides by 256
# loses: prepare_images
# mistake: divides_by_256
# %% prepare_images
def prepare_images(images):
    return np.expand_dims(images, -1) / 256
