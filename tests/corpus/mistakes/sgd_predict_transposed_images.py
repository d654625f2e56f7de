# assignment: mnist_sgd
# about: turns the images on their side
# loses: predict_digits
# %% predict_digits
def predict_digits(model, images):
    """Return the most probable digit of each image."""
    probabilities = model.predict(np.transpose(images, (0, 2, 1)), verbose=0)
    return np.argmax(probabilities, axis=1)
