# assignment: mnist_adam
# about: the legends are there, but made invisible
# loses: plot_history
# mistake: no_legend
# %% plot_history
def plot_history(history):
    fig, axes = plt.subplots(1, 2, figsize=(9, 3.5))
    for ax, metric in zip(axes, ("loss", "accuracy")):
        ax.plot(history.history[metric], label="training")
        ax.plot(history.history["val_" + metric], label="validation")
        ax.set(title=metric, xlabel="epoch")
        ax.legend().set_visible(False)
    return fig
