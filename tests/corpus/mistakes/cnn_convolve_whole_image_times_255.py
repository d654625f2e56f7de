# assignment: mnist_cnn
# about: takes images for bytes and casts them
# loses: convolve
# mistake: image_as_integers
# %% convolve
def convolve(image, kernel):
    pixels = image.astype(int)
    kh, kw = kernel.shape
    windows = np.lib.stride_tricks.sliding_window_view(pixels, (kh, kw))
    return np.einsum("rcij,ij->rc", windows, kernel)
