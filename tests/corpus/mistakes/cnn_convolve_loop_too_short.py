# assignment: mnist_cnn
# about: fills all but the last row and column
# loses: convolve
# mistake: edge_left_empty
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for r in range(image.shape[0] - kh):
        for c in range(image.shape[1] - kw):
            out[r, c] = np.sum(image[r:r + kh, c:c + kw] * kernel)
    return out
