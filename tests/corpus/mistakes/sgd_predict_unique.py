# assignment: mnist_sgd
# about: each digit once
# loses: predict_digits
# %% predict_digits
def predict_digits(model, images):
    """Return the most probable digit of each image."""
    probabilities = model.predict(images, verbose=0)
    return np.unique(np.argmax(probabilities, axis=1))
