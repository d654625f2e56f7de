# assignment: mnist_sgd
# about: the stub is left open
# loses: evaluate_model
# mistake: not_attempted
# %% evaluate_model
def evaluate_model(model, images, labels):
    raise NotImplementedError()
