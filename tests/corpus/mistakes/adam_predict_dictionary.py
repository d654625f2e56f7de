# assignment: mnist_adam
# about: a dictionary instead of a pair
# loses: predict_digit
# mistake: not_a_pair
# %% predict_digit
def predict_digit(model, image):
    """Return the digit in one image and the probability the model gives it."""
    probabilities = model.predict(image[np.newaxis], verbose=0)[0]
    digit = int(np.argmax(probabilities))
    return {"digit": digit, "confidence": float(probabilities[digit])}
