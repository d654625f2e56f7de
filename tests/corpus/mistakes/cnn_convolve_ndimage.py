# assignment: mnist_cnn
# about: takes SciPy's filter, which pads by mirroring
# loses: convolve
# mistake: same_padding
# %% convolve
from scipy.ndimage import correlate

def convolve(image, kernel):
    return correlate(image.astype(float), kernel)
