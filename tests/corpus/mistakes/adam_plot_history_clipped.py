# assignment: mnist_adam
# about: cuts the losses off at 1, so that they fit the axes of the accuracy
# loses: plot_history
# mistake: cut_off
# %% plot_history
def plot_history(history):
    figure, grid = plt.subplots(1, 2, figsize=(9, 4))
    for axes, name in zip(grid, ("loss", "accuracy")):
        for key, label in ((name, "training"), ("val_" + name, "validation")):
            values = history.history[key]
            axes.plot(np.clip(values, 0, 1), label=label)
        axes.set_title(name)
        axes.set_xlabel("epoch")
        axes.legend()
    return figure
