# assignment: mnist_cnn
# about: lists in place of arrays
# loses:
# %% convolve
def convolve(image, kernel):
    h, w = kernel.shape
    result = []
    for i in range(len(image) - h + 1):
        row = []
        for j in range(len(image[0]) - w + 1):
            row.append(np.sum(image[i:i + h, j:j + w] * kernel))
        result.append(row)
    return result
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = [[0] * 10 for _ in range(10)]
    for t, p in zip(labels, predictions):
        matrix[t][p] += 1
    return matrix
