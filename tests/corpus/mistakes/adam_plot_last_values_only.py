# assignment: mnist_adam
# about: bars for the last epoch instead of curves
# loses: plot_history
# mistake: no_lines
# %% plot_history
def plot_history(history):
    fig, ax = plt.subplots()
    names = ["loss", "val_loss", "accuracy", "val_accuracy"]
    ax.bar(names, [history.history[name][-1] for name in names])
    ax.set_title("Training and validation after the last epoch")
    return fig
