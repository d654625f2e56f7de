# assignment: mnist_cnn
# about: adds the pixels up without the kernel
# loses: convolve
# mistake: kernel_left_out
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            out[r, c] = np.sum(image[r:r + kh, c:c + kw])
    return out
