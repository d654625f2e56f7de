# assignment: mnist_sgd
# about: flattens the images first, which the model refuses
# loses: predict_digits
# mistake: images_of_another_shape
# %% predict_digits
def predict_digits(model, images):
    """Return the most probable digit of each image."""
    probabilities = model.predict(images.reshape(-1, 784), verbose=0)
    return np.argmax(probabilities, axis=1)
