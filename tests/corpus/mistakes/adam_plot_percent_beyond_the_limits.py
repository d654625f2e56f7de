# assignment: mnist_adam
# about: accuracy in percent, on axes that end at 1
# mistake: out_of_sight
# loses: plot_history
# %% plot_history
def plot_history(history):
    """Return a figure of loss and accuracy."""
    figure, axes = plt.subplots(2, 1)
    axes[0].plot(history.history["loss"], label="training")
    axes[0].plot(history.history["val_loss"], label="validation")
    axes[0].set_ylabel("loss")
    axes[1].plot(np.array(history.history["accuracy"]) * 100, label="training")
    axes[1].plot(np.array(history.history["val_accuracy"]) * 100, label="validation")
    axes[1].set_ylabel("accuracy in %")
    axes[1].set_ylim(0, 1)
    for one in axes:
        one.set_xlabel("epoch")
        one.legend()
    return figure
