# assignment: mnist_sgd
# about: the stub is left open
# loses: build_model test_accuracy
# mistake: not_attempted
# %% build_model
def build_model():
    raise NotImplementedError()
