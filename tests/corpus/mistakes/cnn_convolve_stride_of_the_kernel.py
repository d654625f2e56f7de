# assignment: mnist_cnn
# about: moves on by the kernel's size
# loses: convolve
# mistake: larger_steps
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    return np.array([
        [np.sum(image[r:r + kh, c:c + kw] * kernel) for c in range(0, image.shape[1] - kw + 1, kw)]
        for r in range(0, image.shape[0] - kh + 1, kh)
    ])
