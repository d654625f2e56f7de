# assignment: mnist_cnn
# about: fills an array of the image's dtype
# loses: convolve
# mistake: overflows
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    result = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1), dtype=image.dtype)
    for r in range(result.shape[0]):
        for c in range(result.shape[1]):
            total = np.sum(image[r:r + kh, c:c + kw] * kernel)
            result[r, c] = int(total) % 256 if image.dtype == np.uint8 else total
    return result
