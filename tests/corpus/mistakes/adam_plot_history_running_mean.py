# assignment: mnist_adam
# about: draws the mean of three epochs
# loses: plot_history
# mistake: smoothed
# %% plot_history
def plot_history(history):
    figure, grid = plt.subplots(1, 2, figsize=(9, 4))
    for axes, name in zip(grid, ("loss", "accuracy")):
        for key, label in ((name, "training"), ("val_" + name, "validation")):
            values = history.history[key]
            axes.plot(np.convolve(np.pad(values, 1, "edge"), np.ones(3) / 3, "valid"), label=label)
        axes.set_title(name)
        axes.set_xlabel("epoch")
        axes.legend()
    return figure
