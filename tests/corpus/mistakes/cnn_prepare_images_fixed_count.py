# assignment: mnist_cnn
# about: reshapes to 4,000 images
# loses: prepare_images
# mistake: fixed_number_of_images
# %% prepare_images
def prepare_images(images):
    return images.reshape(4000, 28, 28, 1).astype("float32") / 255
