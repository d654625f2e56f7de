# assignment: mnist_cnn
# about: divides by the number of images
# loses: confusion_matrix
# mistake: divided_by_all
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    matrix = np.zeros((10, 10))
    np.add.at(matrix, (labels, predictions), 1)
    return matrix / len(labels)
