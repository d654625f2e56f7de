# assignment: mnist_sgd
# about: Adam instead of SGD
# loses: train_with_sgd
# mistake: wrong_optimizer
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    """Train the model with SGD and return the History."""
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs)
