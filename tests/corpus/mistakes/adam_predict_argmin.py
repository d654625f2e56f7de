# assignment: mnist_adam
# about: the least probable digit and its probability
# loses: predict_digit
# %% predict_digit
def predict_digit(model, image):
    """Return the digit in one image and the probability the model gives it."""
    probabilities = model.predict(image[np.newaxis], verbose=0)[0]
    digit = int(np.argmin(probabilities))
    return digit, float(probabilities[digit])
