# assignment: mnist_sgd
# about: an array with one number
# loses: evaluate_model
# %% before evaluate_model
def class_probabilities(model, images):
    return np.asarray(model(images, training=False))
# %% evaluate_model
def evaluate_model(model, images, labels):
    predicted = class_probabilities(model, images).argmax(axis=1)
    return np.array([(predicted == labels).mean()])
# %% predict_digits
def predict_digits(model, images):
    return class_probabilities(model, images).argmax(axis=1).astype("int32")
