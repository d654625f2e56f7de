# assignment: mnist_cnn
# about: looks up where a weight stands by its value, so that of equal weights all count at the place of the first
# loses: convolve
# mistake: alike_weights
# %% convolve
def convolve(image, kernel):
    height, width = kernel.shape
    rows, columns = image.shape[0] - height + 1, image.shape[1] - width + 1
    sums = np.zeros((rows, columns))
    weights = kernel.ravel().tolist()
    for weight in weights:
        i, j = divmod(weights.index(weight), width)
        sums += weight * image[i : i + rows, j : j + columns]
    return sums
