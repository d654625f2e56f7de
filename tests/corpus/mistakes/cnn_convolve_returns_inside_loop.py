# assignment: mnist_cnn
# about: returns after the first place
# loses: convolve
# mistake: one_number
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    for r in range(image.shape[0] - kh + 1):
        for c in range(image.shape[1] - kw + 1):
            total = np.sum(image[r:r + kh, c:c + kw] * kernel)
            return total
