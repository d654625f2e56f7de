# assignment: mnist_sgd
# about: flattens everything; labels as floats
# loses: flatten_images predict_digits
# mistake: flattens_everything float_labels
# %% before evaluate_model
def class_probabilities(model, images):
    return np.asarray(model(images, training=False))
# %% evaluate_model
def evaluate_model(model, images, labels):
    predicted = class_probabilities(model, images).argmax(axis=1)
    return float((predicted == np.asarray(labels)).mean())
# %% predict_digits
def predict_digits(model, images):
    return class_probabilities(model, images).argmax(axis=1).astype("float32")
# %% flatten_images
def flatten_images(images):
    return images.reshape(-1)
