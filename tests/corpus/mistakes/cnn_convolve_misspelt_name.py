# assignment: mnist_cnn
# about: uses a name that is not there
# loses: convolve
# mistake: undefined_name raises
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            out[r, c] = np.sum(img[r:r + kh, c:c + kw] * kernel)
    return out
