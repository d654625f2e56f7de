# assignment: mnist_cnn
# about: brings the kernel to the image's dtype
# loses: convolve
# mistake: kernel_as_integers
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    weights = kernel.astype(int) if image.dtype == np.uint8 else kernel
    windows = np.lib.stride_tricks.sliding_window_view(image, (kh, kw))
    return (windows.astype(float) * weights).sum(axis=(2, 3))
