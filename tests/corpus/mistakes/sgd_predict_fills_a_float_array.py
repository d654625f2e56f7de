# assignment: mnist_sgd
# about: fills an array of zeros, which is floating point
# loses: predict_digits
# mistake: float_labels
# %% before evaluate_model
def class_probabilities(model, images):
    return np.asarray(model(images, training=False))
# %% evaluate_model
def evaluate_model(model, images, labels):
    predicted = class_probabilities(model, images).argmax(axis=1)
    return float((predicted == np.asarray(labels)).mean())
# %% predict_digits
def predict_digits(model, images):
    digits = np.zeros(len(images))
    for i, row in enumerate(class_probabilities(model, images)):
        digits[i] = row.argmax()
    return digits
