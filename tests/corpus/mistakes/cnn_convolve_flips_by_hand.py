# assignment: mnist_cnn
# about: turns the kernel round by hand
# loses: convolve
# mistake: flipped_kernel
# %% convolve
def convolve(image, kernel):
    kernel = np.flipud(np.fliplr(kernel))
    h, w = kernel.shape
    out = np.zeros((image.shape[0] - h + 1, image.shape[1] - w + 1))
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            out[y, x] = (image[y:y + h, x:x + w] * kernel).sum()
    return out
