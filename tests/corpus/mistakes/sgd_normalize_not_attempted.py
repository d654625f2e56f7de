# assignment: mnist_sgd
# about: the stub is left open
# loses: normalize_images test_accuracy
# mistake: not_attempted
# %% normalize_images
def normalize_images(images):
    raise NotImplementedError()
