# assignment: mnist_adam
# about: Why does the model not take one image?
# loses: predict_digit
# mistake: images_of_another_shape
# %% predict_digit
def predict_digit(model, image):
    probabilities = model.predict(image, verbose=0)
    return int(np.argmax(probabilities)), float(np.max(probabilities))
