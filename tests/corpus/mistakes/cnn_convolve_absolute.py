# assignment: mnist_cnn
# about: takes the absolute value
# loses: convolve
# mistake: absolute_sums
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    windows = np.lib.stride_tricks.sliding_window_view(image, (kh, kw))
    return np.abs(np.einsum("rcij,ij->rc", windows, kernel))
