# assignment: mnist_sgd
# about: early stopping as soon as the loss falls by less than 0.2
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: early_stopping
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    """Train the model with SGD and return the History."""
    model.compile(
        optimizer="sgd",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    stop = keras.callbacks.EarlyStopping(monitor="loss", min_delta=0.2, patience=1)
    return model.fit(images, labels, epochs=epochs, callbacks=[stop])
