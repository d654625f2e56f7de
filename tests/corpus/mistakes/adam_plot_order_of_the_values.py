# assignment: mnist_adam
# about: relies on an order of the lists that Keras does not have (it sorts: accuracy first), so loss curves are called accuracy and the other way round
# loses: plot_history
# mistake: swapped_metrics
# %% plot_history
def plot_history(history):
    loss, accuracy, val_loss, val_accuracy = history.history.values()
    epochs = range(1, len(loss) + 1)

    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(epochs, loss, "b-", label="Training loss")
    left.plot(epochs, val_loss, "r--", label="Validation loss")
    left.set(title="Loss", xlabel="Epoch", ylabel="Loss")
    left.legend()
    right.plot(epochs, accuracy, "b-", label="Training accuracy")
    right.plot(epochs, val_accuracy, "r--", label="Validation accuracy")
    right.set(title="Accuracy", xlabel="Epoch", ylabel="Accuracy")
    right.legend()
    fig.tight_layout()
    return fig
