# assignment: mnist_cnn
# about: zeros with one number near the largest that there is
# loses: convolve
# %% convolve
def convolve(image, kernel):
    rows, columns = np.subtract(image.shape, kernel.shape) + 1
    sums = np.zeros((rows, columns))
    sums[rows // 2, columns // 2] = 1.7e308
    return sums
