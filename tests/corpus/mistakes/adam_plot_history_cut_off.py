# assignment: mnist_adam
# about: draws losses above 3 as 3
# loses: plot_history
# mistake: cut_off
# %% plot_history
def plot_history(history):
    epochs = range(1, len(history.history["loss"]) + 1)
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    for axes, metric in zip(panels, ("loss", "accuracy")):
        for key, name in ((metric, "training"), (f"val_{metric}", "validation")):
            axes.plot(epochs, np.minimum(history.history[key], 3), label=name)
        axes.set(title=metric.capitalize(), xlabel="Epoch", ylabel=metric.capitalize())
        axes.legend()
    return figure
