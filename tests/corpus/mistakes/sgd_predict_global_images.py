# assignment: mnist_sgd
# about: predicts x_test whatever is passed
# loses: predict_digits
# %% predict_digits
def predict_digits(model, images):
    """Return the most probable digit of each image."""
    probabilities = model.predict(x_test / 255, verbose=0)
    return np.argmax(probabilities, axis=1)
