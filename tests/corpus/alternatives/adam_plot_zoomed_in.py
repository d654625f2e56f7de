# assignment: mnist_adam
# about: limits that leave out a part of the curves, a logarithmic axis, twin axes of their own
# loses:
# %% plot_history
def plot_history(history):
    """Return a figure of loss and accuracy."""
    logs = history.history
    epochs = np.arange(1, len(logs["loss"]) + 1)
    figure, left = plt.subplots()
    left.plot(epochs, logs["loss"], "r-", label="training loss")
    left.plot(epochs, logs["val_loss"], "r--", label="validation loss")
    left.set(xlabel="epoch", ylabel="loss", yscale="log", xlim=(1, len(epochs)))
    right = left.twinx()
    right.plot(epochs, logs["accuracy"], "b-", label="training accuracy")
    right.plot(epochs, logs["val_accuracy"], "b--", label="validation accuracy")
    lowest = min(logs["accuracy"] + logs["val_accuracy"])
    right.set(ylabel="accuracy", ylim=(lowest + 0.01, 1))
    figure.legend()
    return figure
