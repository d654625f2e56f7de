# assignment: mnist_adam
# about: sorts the values, since a loss has to fall and an accuracy has to rise
# loses: plot_history
# mistake: reordered
# %% plot_history
def plot_history(history):
    figure, grid = plt.subplots(1, 2, figsize=(9, 4))
    for axes, name in zip(grid, ("loss", "accuracy")):
        for key, label in ((name, "training"), ("val_" + name, "validation")):
            values = history.history[key]
            axes.plot(sorted(values, reverse="loss" in key), label=label)
        axes.set_title(name)
        axes.set_xlabel("epoch")
        axes.legend()
    return figure
