# assignment: mnist_sgd
# student: emmy
# about: returns the accuracy in percent and the probabilities in place of the labels
# %% evaluate_model
def evaluate_model(model, images, labels):
    loss, accuracy = model.evaluate(images, labels, verbose=0)
    return accuracy * 100


# %% predict_digits
def predict_digits(model, images):
    return model.predict(images, verbose=0)
