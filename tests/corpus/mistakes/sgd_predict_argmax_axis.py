# assignment: mnist_sgd
# about: argmax along the images
# loses: predict_digits
# mistake: argmax_axis
# %% predict_digits
def predict_digits(model, images):
    """Return the most probable digit of each image."""
    probabilities = model.predict(images, verbose=0)
    return np.argmax(probabilities, axis=0)
