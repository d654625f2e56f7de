# assignment: mnist_sgd
# about: the mean of the highest probabilities
# loses: evaluate_model
# %% before evaluate_model
def class_probabilities(model, images):
    return np.asarray(model(images, training=False))
# %% evaluate_model
def evaluate_model(model, images, labels):
    return float(class_probabilities(model, images).max(axis=1).mean())
# %% predict_digits
def predict_digits(model, images):
    return class_probabilities(model, images).argmax(axis=1).astype("int32")
