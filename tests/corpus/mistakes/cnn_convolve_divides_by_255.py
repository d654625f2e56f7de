# assignment: mnist_cnn
# about: scales the image first
# loses: convolve
# mistake: other_scale
# %% convolve
def convolve(image, kernel):
    image = image / 255
    kh, kw = kernel.shape
    windows = np.lib.stride_tricks.sliding_window_view(image, (kh, kw))
    return np.einsum("rcij,ij->rc", windows, kernel)
