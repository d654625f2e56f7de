# assignment: mnist_adam
# about: the second axes in the same place (no twinx, no frameon=False) has an opaque white background that covers both loss curves
# loses: plot_history
# mistake: out_of_sight
# %% plot_history
def plot_history(history):
    values = history.history
    epochs = np.arange(1, len(values["loss"]) + 1)

    fig = plt.figure(figsize=(8, 4.5))
    left = fig.add_subplot(1, 1, 1)
    left.plot(epochs, values["loss"], color="tab:blue", label="training loss")
    left.plot(epochs, values["val_loss"], color="tab:blue", linestyle="--", label="validation loss")
    left.set_xlabel("Epoch")
    left.set_ylabel("Loss")

    # a second y axis for the accuracy, on the right
    right = fig.add_subplot(1, 1, 1, sharex=left)
    right.yaxis.tick_right()
    right.yaxis.set_label_position("right")
    right.plot(epochs, values["accuracy"], color="tab:red", label="training accuracy")
    right.plot(
        epochs, values["val_accuracy"], color="tab:red", linestyle="--", label="validation accuracy"
    )
    right.set_ylabel("Accuracy")

    fig.legend(loc="upper center", ncols=4, fontsize=8)
    return fig
