# assignment: mnist_cnn
# about: divmod over all places
# loses:
# %% convolve
def convolve(image, kernel):
    h, w = kernel.shape
    m, n = image.shape[0] - h + 1, image.shape[1] - w + 1
    out = np.zeros(m * n)
    for place in range(m * n):
        i, j = divmod(place, n)
        out[place] = np.vdot(image[i:i + h, j:j + w], kernel)
    return out.reshape(m, n)
