# assignment: mnist_cnn
# about: appends all numbers to one list
# loses: convolve
# mistake: flat_result
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    numbers = []
    for r in range(image.shape[0] - kh + 1):
        for c in range(image.shape[1] - kw + 1):
            numbers.append(np.sum(image[r:r + kh, c:c + kw] * kernel))
    return np.array(numbers)
