# assignment: mnist_sgd
# about: shape (n, 1)
# loses: predict_digits
# %% predict_digits
def predict_digits(model, images):
    """Return the most probable digit of each image."""
    probabilities = model.predict(images, verbose=0)
    return np.argmax(probabilities, axis=1, keepdims=True)
