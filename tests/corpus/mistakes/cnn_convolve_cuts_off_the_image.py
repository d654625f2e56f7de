# assignment: mnist_cnn
# about: cuts the image off at 0 and 255 first, so that negative numbers of floating point are lost
# loses: convolve
# mistake: negative_pixels
# %% convolve
def convolve(image, kernel):
    pixels = np.clip(image, 0, 255)
    height, width = kernel.shape
    rows, columns = pixels.shape[0] - height + 1, pixels.shape[1] - width + 1
    sums = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            sums[i, j] = np.sum(pixels[i : i + height, j : j + width] * kernel)
    return sums
