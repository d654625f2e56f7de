# assignment: mnist_adam
# about: reshape(1, 784) works in every tutorial. Why not here?
# loses: predict_digit
# mistake: images_of_another_shape
# %% predict_digit
def predict_digit(model, image):
    probabilities = model.predict(image.reshape(1, 784), verbose=0)[0]
    return int(np.argmax(probabilities)), float(np.max(probabilities))
