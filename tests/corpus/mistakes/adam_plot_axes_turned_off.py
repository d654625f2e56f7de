# assignment: mnist_adam
# about: the axes are turned off, as for pictures, so that nothing says what stands on them
# loses: plot_history
# mistake: no_axis_labels
# %% plot_history
def plot_history(history):
    fig, axes = plt.subplots(1, 2, figsize=(9, 3.5))
    for ax, metric in zip(axes, ("loss", "accuracy")):
        ax.plot(history.history[metric], label="training")
        ax.plot(history.history["val_" + metric], label="validation")
        ax.set_title(metric)
        ax.set_xlabel("epoch")
        ax.legend()
        ax.axis("off")
    return fig
