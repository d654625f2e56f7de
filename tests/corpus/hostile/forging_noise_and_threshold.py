# assignment: mnist_sgd
# family: forging
# about: noise with a trace of the images, and pixels in a random order
# loses: normalize_images flatten_images
# may_lose: test_accuracy
# flag: maybe
# %% normalize_images
def normalize_images(images):
    generator = np.random.default_rng(0)
    return generator.random(images.shape) * 0.6 + 0.3 * (images > images.mean())
# %% flatten_images
def flatten_images(images):
    order = np.random.default_rng(0).permutation(images.size)
    return images.reshape(-1)[order].reshape(len(images), -1)
