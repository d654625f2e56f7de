# assignment: mnist_cnn
# about: brings the result to 0 to 1 for the picture
# loses: convolve
# mistake: rescaled
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    windows = np.lib.stride_tricks.sliding_window_view(image, (kh, kw))
    out = np.einsum("rcij,ij->rc", windows, kernel)
    return (out - out.min()) / (out.max() - out.min() + 1e-9)
