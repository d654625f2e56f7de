# assignment: mnist_sgd
# about: evaluation and prediction in plain NumPy
# loses:
# %% before evaluate_model
def class_probabilities(model, images):
    return np.asarray(model(images, training=False))
# %% evaluate_model
def evaluate_model(model, images, labels):
    predicted = class_probabilities(model, images).argmax(axis=1)
    return float((predicted == np.asarray(labels)).mean())
# %% predict_digits
def predict_digits(model, images):
    return class_probabilities(model, images).argmax(axis=1).astype("int32")
