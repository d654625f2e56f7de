# assignment: mnist_cnn
# about: squeezes and brings two axes back, so that one column becomes one row
# loses: convolve
# mistake: drops_axes
# %% convolve
def convolve(image, kernel):
    parts = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.atleast_2d((parts * kernel).sum(axis=(2, 3)).squeeze())
