# assignment: mnist_sgd
# about: the loop over the rows stops one row early
# loses: normalize_images
# %% normalize_images
def normalize_images(images):
    result = np.zeros(images.shape)
    for row in range(27):
        result[:, row] = images[:, row] / 255
    return result
