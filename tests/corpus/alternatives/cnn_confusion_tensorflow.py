# assignment: mnist_cnn
# about: TensorFlow's confusion matrix, as an array
# loses:
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    import tensorflow as tf
    return tf.math.confusion_matrix(labels, predictions, num_classes=10).numpy()
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.arange(len(labels))[(first != labels) * (second != labels)]
