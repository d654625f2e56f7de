# assignment: mnist_sgd
# about: returns the highest probability of each image, not where it is
# loses: predict_digits
# mistake: returns_confidence
# %% predict_digits
def predict_digits(model, images):
    """Return the most probable digit of each image."""
    probabilities = model.predict(images, verbose=0)
    return np.max(probabilities, axis=1)
