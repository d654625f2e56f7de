# assignment: mnist_cnn
# about: windows and einsum
# loses:
# %% convolve
def convolve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows, kernel)
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    return np.bincount(10 * labels.astype(int) + predictions, minlength=100).reshape(10, 10)
