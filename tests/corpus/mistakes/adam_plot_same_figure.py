# assignment: mnist_adam
# about: always clears and returns the same figure
# loses: plot_history
# mistake: same_figure
# %% plot_history
curves_figure = plt.figure("learning curves", figsize=(9, 3.4), layout="constrained")


def plot_history(history):
    curves_figure.clear()
    epochs = range(1, len(history.history["loss"]) + 1)
    for axes, metric in zip(curves_figure.subplots(1, 2), ("loss", "accuracy")):
        axes.plot(epochs, history.history[metric], label="training")
        axes.plot(epochs, history.history[f"val_{metric}"], "--", label="validation")
        axes.set(title=metric.capitalize(), xlabel="Epoch", ylabel=metric.capitalize())
        axes.legend()
    return curves_figure
