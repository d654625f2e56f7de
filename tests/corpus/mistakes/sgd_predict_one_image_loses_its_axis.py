# assignment: mnist_sgd
# about: squeeze takes the axis away where there is one image
# mistake: drops_axis
# loses: predict_digits
# %% predict_digits
def predict_digits(model, images):
    """Return the most probable digit for each image."""
    probabilities = np.squeeze(model.predict(images, verbose=0))
    return np.argmax(probabilities, axis=-1)
