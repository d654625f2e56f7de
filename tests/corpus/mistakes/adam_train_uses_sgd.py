# assignment: mnist_adam
# about: SGD instead of Adam
# loses: train_with_adam
# may_lose: test_accuracy
# mistake: wrong_optimizer
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    """Train the model with Adam, hold 20 % out for validation, return the History."""
    model.compile(
        optimizer="sgd",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, validation_split=0.2)
