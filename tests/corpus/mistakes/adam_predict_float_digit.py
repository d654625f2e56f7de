# assignment: mnist_adam
# about: the digit as floating point
# loses: predict_digit
# mistake: float_digit
# %% predict_digit
def predict_digit(model, image):
    """Return the digit in one image and the probability the model gives it."""
    probabilities = model.predict(image[np.newaxis], verbose=0)[0]
    digit = int(np.argmax(probabilities))
    return float(digit), float(probabilities[digit])
