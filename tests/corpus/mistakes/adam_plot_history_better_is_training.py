# assignment: mnist_adam
# about: calls the curve that ends better training
# loses: plot_history
# mistake: swapped_curves
# %% plot_history
def plot_history(history):
    logs = history.history
    epochs = range(1, len(logs["loss"]) + 1)
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    for axes, metric, sign in ((panels[0], "loss", 1), (panels[1], "accuracy", -1)):
        curves = sorted([logs[metric], logs[f"val_{metric}"]], key=lambda one: sign * one[-1])
        for values, name in zip(curves, ("training", "validation")):
            axes.plot(epochs, values, label=name)
        axes.set(title=metric.capitalize(), xlabel="Epoch", ylabel=metric.capitalize())
        axes.legend()
    return figure
