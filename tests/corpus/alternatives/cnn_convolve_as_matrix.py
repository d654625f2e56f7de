# assignment: mnist_cnn
# about: windows as rows of a matrix
# loses:
# %% convolve
def convolve(image, kernel):
    h, w = kernel.shape
    shape = image.shape[0] - h + 1, image.shape[1] - w + 1
    columns = np.array([image[i:i + h, j:j + w].ravel() for i in range(shape[0]) for j in range(shape[1])])
    return (columns @ kernel.ravel()).reshape(shape)
