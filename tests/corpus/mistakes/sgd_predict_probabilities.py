# assignment: mnist_sgd
# about: returns the probabilities
# loses: predict_digits
# mistake: probabilities
# %% predict_digits
def predict_digits(model, images):
    """Return the most probable digit of each image."""
    probabilities = model.predict(images, verbose=0)
    return probabilities
