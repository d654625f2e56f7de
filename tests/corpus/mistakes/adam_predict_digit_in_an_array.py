# assignment: mnist_adam
# about: the digit is in an array of one element
# loses: predict_digit
# mistake: array_in_pair
# %% predict_digit
def predict_digit(model, image):
    probabilities = model.predict(image[np.newaxis], verbose=0)
    return probabilities.argmax(axis=1), float(probabilities.max())
