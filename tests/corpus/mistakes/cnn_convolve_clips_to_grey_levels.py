# assignment: mnist_cnn
# about: clips the sums to grey levels
# loses: convolve
# mistake: negative_sums_cut_off
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    windows = np.lib.stride_tricks.sliding_window_view(image, (kh, kw))
    return np.clip(np.einsum("rcij,ij->rc", windows, kernel), 0, 255)
