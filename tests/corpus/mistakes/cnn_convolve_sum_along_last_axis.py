# assignment: mnist_cnn
# about: adds along the last axis only
# loses: convolve
# mistake: summed_along_one_axis
# %% convolve
def convolve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.sum(windows * kernel, axis=-1)
