# assignment: mnist_sgd
# about: labels as floating point
# loses: predict_digits
# mistake: float_labels
# %% predict_digits
def predict_digits(model, images):
    """Return the most probable digit of each image."""
    probabilities = model.predict(images, verbose=0)
    return np.argmax(probabilities, axis=1).astype(float)
