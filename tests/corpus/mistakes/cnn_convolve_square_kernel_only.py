# assignment: mnist_cnn
# about: takes one size of the kernel for both
# loses: convolve
# mistake: raises_for_oblong_kernels
# %% convolve
def convolve(image, kernel):
    size = len(kernel)
    rows, cols = image.shape[0] - size + 1, image.shape[1] - size + 1
    out = np.zeros((rows, cols))
    for r in range(rows):
        for c in range(cols):
            out[r, c] = np.sum(image[r:r + size, c:c + size] * kernel)
    return out
