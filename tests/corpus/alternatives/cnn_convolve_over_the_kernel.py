# assignment: mnist_cnn
# about: loops over the kernel, and adds shifted images
# loses:
# %% convolve
def convolve(image, kernel):
    rows, cols = np.subtract(image.shape, kernel.shape) + 1
    return sum(
        kernel[a, b] * image[a:a + rows, b:b + cols]
        for a in range(kernel.shape[0]) for b in range(kernel.shape[1])
    )
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    one_hot = np.eye(10, dtype=np.int64)
    return one_hot[labels].T @ one_hot[predictions]
