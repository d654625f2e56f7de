# assignment: mnist_sgd
# about: yields instead of returning
# loses: predict_digits
# mistake: wrong_type
# %% predict_digits
def predict_digits(model, images):
    """Return the most probable digit of each image."""
    probabilities = model.predict(images, verbose=0)
    for row in probabilities:
        yield int(np.argmax(row))
