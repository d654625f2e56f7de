# assignment: mnist_adam
# about: indexes the History instead of its dictionary
# loses: plot_history
# mistake: history_is_no_dictionary
# %% plot_history
def plot_history(history):
    """Plot loss and accuracy against the epoch, for training and validation."""
    figure, (loss_axes, accuracy_axes) = plt.subplots(1, 2, figsize=(10, 4))
    epochs = range(1, len(history["loss"]) + 1)
    loss_axes.plot(epochs, history["loss"], label="training")
    loss_axes.plot(epochs, history["val_loss"], label="validation")
    loss_axes.set_xlabel("epoch")
    loss_axes.set_ylabel("loss")
    loss_axes.legend()
    accuracy_axes.plot(epochs, history["accuracy"], label="training")
    accuracy_axes.plot(epochs, history["val_accuracy"], label="validation")
    accuracy_axes.set_xlabel("epoch")
    accuracy_axes.set_ylabel("accuracy")
    accuracy_axes.legend()
    return figure
