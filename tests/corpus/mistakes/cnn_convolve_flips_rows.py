# assignment: mnist_cnn
# about: turns the rows of the kernel round only
# loses: convolve
# mistake: flipped_one_axis
# %% convolve
def convolve(image, kernel):
    h, w = kernel.shape
    out = np.zeros((image.shape[0] - h + 1, image.shape[1] - w + 1))
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            out[y, x] = np.sum(image[y:y + h, x:x + w] * kernel[::-1])
    return out
