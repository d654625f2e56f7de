# assignment: mnist_cnn
# about: takes SciPy's default, the full size
# loses: convolve
# mistake: full_padding
# %% convolve
from scipy import signal

def convolve(image, kernel):
    return signal.correlate2d(image, kernel)
