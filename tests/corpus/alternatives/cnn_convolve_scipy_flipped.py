# assignment: mnist_cnn
# about: SciPy's convolution with the kernel turned round
# loses:
# %% convolve
import scipy.signal as sg

def convolve(image, kernel):
    return sg.convolve2d(image, np.flip(kernel), "valid")
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.nonzero(np.logical_and(first != labels, second != labels))[0]
