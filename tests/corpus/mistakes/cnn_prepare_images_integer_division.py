# assignment: mnist_cnn
# about: divides without a fraction
# loses: prepare_images
# mistake: integer_division
# %% prepare_images
def prepare_images(images):
    return (images // 255)[..., np.newaxis].astype("float32")
