# assignment: mnist_sgd
# about: predicts the first image only
# loses: predict_digits
# mistake: one_label
# %% predict_digits
def predict_digits(model, images):
    """Return the most probable digit of each image."""
    probabilities = model.predict(images, verbose=0)
    return int(np.argmax(probabilities[0]))
