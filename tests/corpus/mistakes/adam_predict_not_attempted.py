# assignment: mnist_adam
# about: only the docstring
# loses: predict_digit
# mistake: returns_none
# %% predict_digit
def predict_digit(model, image):
    """Return the digit in one image and the probability the model gives it."""
