# assignment: mnist_adam
# about: unpacks history.history in an order that Keras does not use (its keys are sorted): loss and accuracy change places
# loses: plot_history
# %% plot_history
def plot_history(history):
    loss, accuracy, val_loss, val_accuracy = history.history.values()
    epochs = range(1, len(loss) + 1)
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(epochs, loss, label="Training loss")
    left.plot(epochs, val_loss, label="Validation loss")
    right.plot(epochs, accuracy, label="Training accuracy")
    right.plot(epochs, val_accuracy, label="Validation accuracy")
    left.set(title="Loss", xlabel="Epoch", ylabel="Loss")
    right.set(title="Accuracy", xlabel="Epoch", ylabel="Accuracy")
    left.legend()
    right.legend()
    return fig
