# assignment: mnist_cnn
# about: clears each finished row of what is the caller's own array for prepared images
# loses: convolve
# mistake: changes_input
# %% convolve
def convolve(image, kernel):
    pixels = np.asarray(image, dtype="float32")
    height, width = kernel.shape
    rows, columns = pixels.shape[0] - height + 1, pixels.shape[1] - width + 1
    sums = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            sums[i, j] = np.sum(pixels[i : i + height, j : j + width] * kernel)
        pixels[i] = 0
    return sums
