# assignment: mnist_sgd
# about: predicts ten images
# loses: predict_digits
# mistake: only_first_ten
# %% predict_digits
def predict_digits(model, images):
    """Return the most probable digit of each image."""
    probabilities = model.predict(images[:10], verbose=0)
    return np.argmax(probabilities, axis=1)
