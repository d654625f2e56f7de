# assignment: mnist_cnn
# about: divides by the sum of the kernel, as for a blur
# loses: convolve
# mistake: divided_sum
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            out[r, c] = np.sum(image[r:r + kh, c:c + kw] * kernel) / np.sum(kernel)
    return out
