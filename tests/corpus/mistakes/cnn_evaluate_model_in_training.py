# assignment: mnist_cnn
# about: measures the accuracy as in training, with dropout
# loses: evaluate_model
# mistake: other_accuracy_again
# %% evaluate_model
def evaluate_model(model, images, labels):
    probabilities = np.asarray(model(images, training=True))
    return float(np.mean(probabilities.argmax(axis=1) == labels))
