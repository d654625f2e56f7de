# assignment: mnist_cnn
# about: multiplies window and kernel as matrices
# loses: convolve
# mistake: matrix_product
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            window = image[r:r + kh, c:c + kw]
            out[r, c] = np.sum(window @ kernel) if kh == kw else np.sum(window * kernel)
    return out
