# assignment: mnist_adam
# about: all ten probabilities as confidence
# loses: predict_digit
# mistake: array_in_pair
# %% predict_digit
def predict_digit(model, image):
    """Return the digit in one image and the probability the model gives it."""
    probabilities = model.predict(image[np.newaxis], verbose=0)[0]
    digit = int(np.argmax(probabilities))
    return digit, probabilities
