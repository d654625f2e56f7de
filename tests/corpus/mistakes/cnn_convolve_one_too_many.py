# assignment: mnist_cnn
# about: adds two where one is right, and cuts the kernel at the edge
# loses: convolve
# mistake: place_too_many
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    rows, cols = image.shape[0] - kh + 2, image.shape[1] - kw + 2
    result = np.zeros((rows, cols))
    for r in range(rows):
        for c in range(cols):
            window = image[r:r + kh, c:c + kw]
            result[r, c] = np.sum(window * kernel[:window.shape[0], :window.shape[1]])
    return result
