# assignment: mnist_cnn
# about: takes the number of rows for the columns, too
# loses: convolve
# mistake: raises square_result
# %% convolve
def convolve(image, kernel):
    n, k = len(image), len(kernel)
    m = n - k + 1
    out = np.zeros((m, m))
    for r in range(m):
        for c in range(m):
            out[r, c] = np.sum(image[r:r + k, c:c + kernel.shape[1]] * kernel)
    return out
