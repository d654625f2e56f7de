# assignment: mnist_cnn
# about: never goes beyond the rows and columns of a digit
# loses: convolve
# mistake: wrong_for_large_images
# %% convolve
def convolve(image, kernel):
    image = image[:28, :28]
    (rows, columns), (height, width) = image.shape, kernel.shape
    sums = np.zeros((max(rows - height + 1, 0), max(columns - width + 1, 0)))
    for i in range(rows - height + 1):
        for j in range(columns - width + 1):
            sums[i, j] = np.sum(image[i : i + height, j : j + width] * kernel)
    return sums
