# assignment: mnist_cnn
# about: takes the first side of the image and of the kernel for both
# loses: convolve
# mistake: square_result raises_for_oblongs
# %% convolve
def convolve(image, kernel):
    n, k = len(image), len(kernel)
    patches = np.array([
        [image[r:r + k, c:c + k].reshape(k * k) for c in range(n - k + 1)] for r in range(n - k + 1)
    ])
    return patches @ kernel.reshape(k * k)
