# assignment: mnist_adam
# about: percent marked at the ticks alone, and an axis that is called a value
# loses:
# %% plot_history
from matplotlib.ticker import PercentFormatter


def plot_history(history):
    """Loss at the left, accuracy in percent at the right."""
    logs = {name: np.array(values) for name, values in history.history.items()}
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    epochs = np.arange(1, len(logs["loss"]) + 1)
    left.plot(epochs, logs["loss"], label="Loss value")
    left.plot(epochs, logs["val_loss"], label="Validation loss value")
    left.set(xlabel="Epoch", ylabel="Loss value")
    left.legend()
    right.plot(epochs, 100 * logs["accuracy"], label="Accuracy")
    right.plot(epochs, 100 * logs["val_accuracy"], label="Validation accuracy")
    right.yaxis.set_major_formatter(PercentFormatter())
    right.set(xlabel="Epoch", ylabel="Accuracy")
    right.legend()
    figure.suptitle("Loss and accuracy")
    return figure
