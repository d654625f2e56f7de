# assignment: mnist_cnn
# about: SciPy's correlation
# loses:
# %% convolve
from scipy.signal import correlate2d

def convolve(image, kernel):
    return correlate2d(image, kernel, mode="valid")
# %% confusion_matrix
def confusion_matrix(labels, predictions):
    from sklearn import metrics
    return metrics.confusion_matrix(labels, predictions, labels=np.arange(10))
