# assignment: mnist_sgd
# about: Does an MLPClassifier not count as a network?
# loses: build_model
# may_lose: test_accuracy
# mistake: model_of_another_package
# %% build_model
from sklearn.neural_network import MLPClassifier


def build_model():
    return MLPClassifier(hidden_layer_sizes=(300, 100))
