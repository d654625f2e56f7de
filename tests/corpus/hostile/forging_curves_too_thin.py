# assignment: mnist_adam
# family: forging
# about: right curves that are too thin and pale to be seen
# loses: plot_history
# may_lose:
# flag: maybe
# %% plot_history
def plot_history(history):
    figure, grid = plt.subplots(1, 2)
    for axes, metric in zip(grid, ("loss", "accuracy")):
        for key in (metric, f"val_{metric}"):
            axes.plot(history.history[key], label="validation" if "val" in key else "training",
                      linewidth=0.01, alpha=0.01)
        axes.set(xlabel="epoch", title=metric)
        axes.set_yscale("log")
        axes.set_ylim(1e-9, 1e9)
        axes.legend()
    return figure
