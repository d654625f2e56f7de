# assignment: mnist_cnn
# about: multiplies the pixel in the middle only
# loses: convolve
# mistake: only_the_middle
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    middle = image[kh // 2:image.shape[0] - (kh - 1) // 2, kw // 2:image.shape[1] - (kw - 1) // 2]
    return middle[:image.shape[0] - kh + 1, :image.shape[1] - kw + 1] * kernel[kh // 2, kw // 2]
