# assignment: mnist_cnn
# about: takes the mean of the products
# loses: convolve
# mistake: mean_for_sum
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    return np.array([
        [np.mean(image[r:r + kh, c:c + kw] * kernel) for c in range(image.shape[1] - kw + 1)]
        for r in range(image.shape[0] - kh + 1)
    ])
