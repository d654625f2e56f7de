# assignment: mnist_cnn
# about: pads with zeros so that the size stays
# loses: convolve
# mistake: same_padding
# %% convolve
def convolve(image, kernel):
    h, w = kernel.shape
    padded = np.pad(image, ((h // 2, h // 2), (w // 2, w // 2)))
    out = np.zeros(image.shape)
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            out[i, j] = np.sum(padded[i:i + h, j:j + w] * kernel)
    return out
