# assignment: mnist_cnn
# about: sums up in a table that has room for a digit
# loses: convolve
# mistake: raises_for_large_images
# %% convolve
def convolve(image, kernel):
    (rows, columns), (height, width) = image.shape, kernel.shape
    sums = np.zeros((28, 28))
    for i in range(rows - height + 1):
        for j in range(columns - width + 1):
            sums[i, j] = np.sum(image[i : i + height, j : j + width] * kernel)
    return sums[: rows - height + 1, : columns - width + 1]
