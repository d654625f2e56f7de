# assignment: mnist_sgd
# about: scales in portions of 256 and stops one short in each, so that of a large call a few images stay black
# loses: normalize_images
# mistake: wrong_for_many
# may_lose: test_accuracy
# %% normalize_images
def normalize_images(images):
    scaled = np.zeros(images.shape, "float32")
    for start in range(0, len(images), 256):
        stop = start + 256 - 1  # the last index of this portion
        scaled[start:stop] = images[start:stop] / 255
    return scaled
