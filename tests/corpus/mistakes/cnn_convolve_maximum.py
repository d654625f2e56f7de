# assignment: mnist_cnn
# about: takes the largest product
# loses: convolve
# mistake: largest_for_sum
# %% convolve
def convolve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.max(windows * kernel, axis=(2, 3))
