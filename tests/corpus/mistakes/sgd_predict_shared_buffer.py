# assignment: mnist_sgd
# about: the labels are written into one array
# mistake: overwrites_result
# loses: predict_digits
# %% predict_digits
predicted = np.zeros(len(x_test), dtype="int64")


def predict_digits(model, images):
    """Return the most probable digit for each image."""
    labels = predicted[: len(images)]
    model.predict(images, verbose=0).argmax(axis=1, out=labels)
    return labels
