# assignment: mnist_sgd
# about: builds a fresh model and trains that
# loses: train_with_sgd test_accuracy
# mistake: trains_another_model
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    """Train the model with SGD and return the History."""
    model = build_model()
    model.compile(
        optimizer="sgd",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs)
