# assignment: mnist_adam
# about: balanced accuracy, the mean of the recalls
# loses: evaluate_accuracy
# %% evaluate_accuracy
from sklearn.metrics import balanced_accuracy_score


def evaluate_accuracy(model, images, labels):
    predicted = np.argmax(model.predict(images, verbose=0), axis=1)
    return balanced_accuracy_score(labels, predicted)
