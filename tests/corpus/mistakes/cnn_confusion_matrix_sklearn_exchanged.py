# assignment: mnist_cnn
# about: gives scikit-learn the arguments in the other order
# loses: confusion_matrix
# mistake: transposed
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    from sklearn.metrics import confusion_matrix as count
    return count(predictions, labels, labels=range(10))
