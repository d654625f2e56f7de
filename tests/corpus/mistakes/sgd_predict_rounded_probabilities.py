# assignment: mnist_sgd
# about: rounds the probabilities to zeros and ones
# loses: predict_digits
# mistake: one_hot
# %% predict_digits
def predict_digits(model, images):
    """Return the most probable digit of each image."""
    probabilities = model.predict(images, verbose=0)
    return np.round(probabilities).astype(int)
