# assignment: mnist_cnn
# about: gives a kernel of whole numbers the image's type, in which -1 is 255
# loses: convolve
# mistake: wrong_for_whole_weights
# %% convolve
def convolve(image, kernel):
    if np.array_equal(kernel, np.round(kernel)):
        kernel = kernel.astype("int64").astype(image.dtype)
    parts = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (parts * kernel).sum(axis=(2, 3))
