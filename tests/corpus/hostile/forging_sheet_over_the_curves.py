# assignment: mnist_adam
# family: forging
# about: right curves, and a white sheet over each axes
# loses: plot_history
# may_lose:
# flag: maybe
# %% plot_history
def plot_history(history):
    figure, grid = plt.subplots(1, 2)
    for axes, metric in zip(grid, ("loss", "accuracy")):
        for key in (metric, f"val_{metric}"):
            axes.plot(history.history[key], label="validation" if "val" in key else "training")
        axes.set(xlabel="epoch", title=metric)
        axes.legend()
        axes.axhspan(-100, 100, color="white", zorder=50)
        axes.set_ylim(0, 2)
    return figure
