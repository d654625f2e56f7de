# assignment: mnist_cnn
# about: cuts negative sums off
# loses: convolve
# mistake: negative_sums_cut_off
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            out[r, c] = max(0, np.sum(image[r:r + kh, c:c + kw] * kernel))
    return out
