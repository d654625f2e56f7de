# assignment: mnist_adam
# about: draws the first ten epochs alone
# loses: plot_history
# mistake: leaves_out_epochs
# %% plot_history
def plot_history(history):
    figure, panels = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for axes, metric in zip(panels, ("loss", "accuracy")):
        for name, label in ((metric, "training"), (f"val_{metric}", "validation")):
            values = history.history[name][:10]
            axes.plot(range(1, len(values) + 1), values, label=label)
        axes.set(xlabel="Epoch", ylabel=metric, title=metric.capitalize())
        axes.legend()
    return figure
