# assignment: mnist_sgd
# about: one image is a case of its own, with the least probable class
# mistake: least_probable
# loses: predict_digits
# %% predict_digits
def predict_digits(model, images):
    """Return the most probable digit for each image."""
    probabilities = model.predict(images, verbose=0)
    if len(probabilities) == 1:
        return np.array([probabilities.argmin()])
    return probabilities.argmax(axis=1)
