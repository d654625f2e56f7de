# assignment: mnist_sgd
# about: the labels are written into one array
# mistake: overwrites_result
# loses: predict_digits
# %% predict_digits
label_buffer = np.zeros(10_000, dtype="int64")


def predict_digits(model, images):
    """Return the most probable digit for each image."""
    for place, probabilities in enumerate(model.predict(images, verbose=0)):
        label_buffer[place] = probabilities.argmax()
    return label_buffer[: len(images)]
