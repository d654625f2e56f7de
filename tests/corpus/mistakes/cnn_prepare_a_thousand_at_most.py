# assignment: mnist_cnn
# about: never prepares more than the first thousand images
# loses: prepare_images
# may_lose: test_accuracy
# mistake: wrong_for_many
# %% prepare_images
def prepare_images(images):
    return images[:1000, :, :, np.newaxis].astype("float32") / 255
