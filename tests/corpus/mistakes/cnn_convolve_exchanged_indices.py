# assignment: mnist_cnn
# about: exchanges row and column in the result
# loses: convolve
# mistake: transposed
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    rows, cols = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    out = np.zeros((cols, rows))
    for r in range(rows):
        for c in range(cols):
            out[c, r] = np.sum(image[r:r + kh, c:c + kw] * kernel)
    return out
