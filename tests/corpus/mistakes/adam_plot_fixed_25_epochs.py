# assignment: mnist_adam
# about: always 25 epochs, which fails for any other number
# loses: plot_history
# mistake: other_length_on_x
# %% plot_history
def plot_history(history):
    """Plot loss and accuracy against the epoch, for training and validation."""
    figure, (loss_axes, accuracy_axes) = plt.subplots(1, 2, figsize=(10, 4))
    epochs = range(1, 26)
    loss_axes.plot(epochs, history.history["loss"], label="training")
    loss_axes.plot(epochs, history.history["val_loss"], label="validation")
    loss_axes.set_xlabel("epoch")
    loss_axes.set_ylabel("loss")
    loss_axes.legend()
    accuracy_axes.plot(epochs, history.history["accuracy"], label="training")
    accuracy_axes.plot(epochs, history.history["val_accuracy"], label="validation")
    accuracy_axes.set_xlabel("epoch")
    accuracy_axes.set_ylabel("accuracy")
    accuracy_axes.legend()
    return figure
