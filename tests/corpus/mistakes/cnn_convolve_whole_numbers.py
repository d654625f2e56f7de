# assignment: mnist_cnn
# about: fills an array of whole numbers
# loses: convolve
# mistake: whole_numbers
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    result = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1), dtype=int)
    for r in range(result.shape[0]):
        for c in range(result.shape[1]):
            result[r, c] = np.sum(image[r:r + kh, c:c + kw] * kernel)
    return result
