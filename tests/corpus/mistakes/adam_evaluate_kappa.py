# assignment: mnist_adam
# about: Cohen's kappa
# loses: evaluate_accuracy
# mistake: other_measure
# %% evaluate_accuracy
from sklearn.metrics import cohen_kappa_score


def evaluate_accuracy(model, images, labels):
    return float(cohen_kappa_score(labels, model.predict(images, verbose=0).argmax(axis=1)))
