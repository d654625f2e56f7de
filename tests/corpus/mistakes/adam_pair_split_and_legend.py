# assignment: mnist_adam
# about: validation split of 0.25; no legend
# loses: train_with_adam plot_history
# mistake: wrong_split no_legend
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    """Train the model with Adam, hold 20 % out for validation, return the History."""
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, validation_split=0.25)
# %% plot_history
def plot_history(history):
    """Plot loss and accuracy against the epoch, for training and validation."""
    figure, (loss_axes, accuracy_axes) = plt.subplots(1, 2, figsize=(10, 4))
    epochs = range(1, len(history.history["loss"]) + 1)
    loss_axes.plot(epochs, history.history["loss"], label="training")
    loss_axes.plot(epochs, history.history["val_loss"], label="validation")
    loss_axes.set_xlabel("epoch")
    loss_axes.set_ylabel("loss")
    accuracy_axes.plot(epochs, history.history["accuracy"], label="training")
    accuracy_axes.plot(epochs, history.history["val_accuracy"], label="validation")
    accuracy_axes.set_xlabel("epoch")
    accuracy_axes.set_ylabel("accuracy")
    return figure
