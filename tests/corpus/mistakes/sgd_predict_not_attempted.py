# assignment: mnist_sgd
# about: the stub is left open
# loses: predict_digits
# mistake: not_attempted
# %% predict_digits
def predict_digits(model, images):
    raise NotImplementedError
