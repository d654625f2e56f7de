# assignment: mnist_cnn
# about: forgets the one that is added
# loses: convolve
# mistake: last_place_missing
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    rows = image.shape[0] - kh
    cols = image.shape[1] - kw
    result = np.zeros((rows, cols))
    for r in range(rows):
        for c in range(cols):
            result[r, c] = np.sum(image[r:r + kh, c:c + kw] * kernel)
    return result
