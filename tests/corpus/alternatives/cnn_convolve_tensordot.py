# assignment: mnist_cnn
# about: windows and tensordot, in float32
# loses:
# %% convolve
def convolve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image.astype("float32"), kernel.shape)
    return np.tensordot(windows, kernel.astype("float32"), axes=((2, 3), (0, 1)))
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10), np.uint32)
    np.add.at(matrix, (labels, predictions), 1)
    return matrix
