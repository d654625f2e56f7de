# assignment: mnist_cnn
# about: turns the kernel round as mathematics does
# loses: convolve
# mistake: flipped_kernel
# %% convolve
from scipy.signal import convolve2d

def convolve(image, kernel):
    return convolve2d(image, kernel, mode="valid")
