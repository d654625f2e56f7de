# assignment: mnist_sgd
# about: one-hot labels and categorical cross-entropy
# loses: train_with_sgd
# mistake: one_hot_labels
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    """Train the model with SGD and return the History."""
    model.compile(
        optimizer="sgd",
        loss="categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, keras.utils.to_categorical(labels), epochs=epochs)
