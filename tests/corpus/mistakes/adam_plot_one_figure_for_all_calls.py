# assignment: mnist_adam
# about: one figure, made outside the function: the second call draws its curves over those of the first, eight instead of four
# loses: plot_history
# mistake: keeps_earlier
# %% plot_history
history_figure, (loss_axes, accuracy_axes) = plt.subplots(1, 2, figsize=(9, 3.5))


def plot_history(history):
    values = history.history
    for axes, name in ((loss_axes, "loss"), (accuracy_axes, "accuracy")):
        epochs = np.arange(len(values[name])) + 1
        axes.plot(epochs, values[name], color="tab:blue", label="training " + name)
        axes.plot(epochs, values["val_" + name], color="tab:orange", label="validation " + name)
        axes.set_xlabel("epoch")
        axes.set_ylabel(name)
        axes.legend()
    history_figure.tight_layout()
    return history_figure
