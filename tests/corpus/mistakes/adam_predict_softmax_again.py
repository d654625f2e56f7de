# assignment: mnist_adam
# about: softmax of the probabilities
# loses: predict_digit
# %% predict_digit
def predict_digit(model, image):
    """Return the digit in one image and the probability the model gives it."""
    probabilities = model.predict(image[np.newaxis], verbose=0)[0]
    probabilities = np.exp(probabilities) / np.exp(probabilities).sum()
    digit = int(np.argmax(probabilities))
    return digit, float(probabilities[digit])
