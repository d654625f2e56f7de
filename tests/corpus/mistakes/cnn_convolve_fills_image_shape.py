# assignment: mnist_cnn
# about: fills an array of the image's shape and leaves the edge at zero
# loses: convolve
# mistake: same_padding
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    result = np.zeros_like(image, dtype=float)
    for r in range(image.shape[0] - kh + 1):
        for c in range(image.shape[1] - kw + 1):
            result[r, c] = np.sum(image[r:r + kh, c:c + kw] * kernel)
    return result
