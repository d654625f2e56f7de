# assignment: mnist_adam
# about: divides the normalized image once more
# loses: predict_digit
# %% predict_digit
def predict_digit(model, image):
    """Return the digit in one image and the probability the model gives it."""
    probabilities = model.predict(image[np.newaxis] / 255, verbose=0)[0]
    digit = int(np.argmax(probabilities))
    return digit, float(probabilities[digit])
