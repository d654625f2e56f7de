# assignment: mnist_sgd
# about: mean squared error between probabilities and digits, which Keras refuses
# loses: train_with_sgd test_accuracy
# mistake: loss_of_each_output
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    """Train the model with SGD and return the History."""
    model.compile(
        optimizer="sgd",
        loss="mean_squared_error",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs)
