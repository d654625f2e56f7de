# assignment: mnist_adam
# about: the batch axis is missing
# loses: predict_digit
# mistake: images_of_another_shape
# %% predict_digit
def predict_digit(model, image):
    """Return the digit in one image and the probability the model gives it."""
    probabilities = model.predict(image, verbose=0)[0]
    digit = int(np.argmax(probabilities))
    return digit, float(probabilities[digit])
