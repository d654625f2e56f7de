# assignment: mnist_adam
# about: draws the values from the last epoch to the first
# loses: plot_history
# mistake: reordered
# %% plot_history
def plot_history(history):
    figure, grid = plt.subplots(1, 2, figsize=(9, 4))
    for axes, name in zip(grid, ("loss", "accuracy")):
        for key, label in ((name, "training"), ("val_" + name, "validation")):
            values = history.history[key]
            axes.plot(values[::-1], label=label)
        axes.set_title(name)
        axes.set_xlabel("epoch")
        axes.legend()
    return figure
