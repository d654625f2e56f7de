# assignment: mnist_cnn
# about: asks SciPy for the same size
# loses: convolve
# mistake: same_padding
# %% convolve
import scipy.signal

def convolve(image, kernel):
    return scipy.signal.correlate2d(image, kernel, mode="same")
