# assignment: mnist_cnn
# about: divides floating-point images with grey levels by 255
# loses: convolve
# mistake: scales_the_image
# %% convolve
def convolve(image, kernel):
    if image.dtype.kind == "f" and image.max() > 1:
        image = image / 255
    parts = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (parts * kernel).sum(axis=(2, 3))
