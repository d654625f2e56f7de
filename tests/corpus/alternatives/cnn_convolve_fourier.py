# assignment: mnist_cnn
# about: by way of the Fourier transform
# loses:
# %% convolve
def convolve(image, kernel):
    spectrum = np.fft.rfft2(image) * np.conj(np.fft.rfft2(kernel, s=image.shape))
    h, w = kernel.shape
    return np.fft.irfft2(spectrum, s=image.shape)[:image.shape[0] - h + 1, :image.shape[1] - w + 1]
