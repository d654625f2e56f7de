# assignment: mnist_adam
# about: always the probability of the digit 0
# loses: predict_digit
# mistake: confidence_of_other
# %% predict_digit
def predict_digit(model, image):
    """Return the digit in one image and the probability the model gives it."""
    probabilities = model.predict(image[np.newaxis], verbose=0)[0]
    digit = int(np.argmax(probabilities))
    return digit, float(probabilities[0])
