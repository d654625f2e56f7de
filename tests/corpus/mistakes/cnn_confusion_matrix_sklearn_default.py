# assignment: mnist_cnn
# about: leaves it to scikit-learn which classes there are
# loses: confusion_matrix
# mistake: missing_classes
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    import sklearn.metrics
    return sklearn.metrics.confusion_matrix(labels, predictions)
