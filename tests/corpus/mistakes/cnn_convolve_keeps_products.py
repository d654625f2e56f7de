# assignment: mnist_cnn
# about: does not add the products up
# loses: convolve
# mistake: not_summed
# %% convolve
def convolve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return windows * kernel
