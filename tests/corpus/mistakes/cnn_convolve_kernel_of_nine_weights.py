# assignment: mnist_cnn
# about: takes each kernel for one of nine weights
# loses: convolve
# mistake: raises_for_other_sizes
# %% convolve
def convolve(image, kernel):
    rows, cols = image.shape[0] - 2, image.shape[1] - 2
    weights = kernel.reshape(9)
    out = np.zeros((rows, cols))
    for r in range(rows):
        for c in range(cols):
            out[r, c] = image[r:r + 3, c:c + 3].reshape(9) @ weights
    return out
