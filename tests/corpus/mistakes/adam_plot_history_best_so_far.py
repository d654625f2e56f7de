# assignment: mnist_adam
# about: draws the best value so far instead of that of the epoch
# loses: plot_history
# mistake: smoothed
# %% plot_history
def plot_history(history):
    figure, grid = plt.subplots(1, 2, figsize=(9, 4))
    for axes, name in zip(grid, ("loss", "accuracy")):
        for key, label in ((name, "training"), ("val_" + name, "validation")):
            values = history.history[key]
            axes.plot((np.minimum if "loss" in key else np.maximum).accumulate(values), label=label)
        axes.set_title(name)
        axes.set_xlabel("epoch")
        axes.legend()
    return figure
