# assignment: mnist_cnn
# about: ends a slice at 1 minus the height, which is 0 for a kernel of one row
# loses: convolve
# mistake: thin_kernels
# %% convolve
def convolve(image, kernel):
    height, width = kernel.shape
    sums = np.zeros(image[: 1 - height, : 1 - width].shape)
    for i in range(sums.shape[0]):
        for j in range(sums.shape[1]):
            sums[i, j] = np.sum(image[i : i + height, j : j + width] * kernel)
    return sums
