# assignment: mnist_adam
# about: Why is my History not subscriptable?
# loses: plot_history
# mistake: history_is_no_dictionary
# %% plot_history
def plot_history(history):
    fig, axes = plt.subplots()
    for name in ("loss", "val_loss", "accuracy", "val_accuracy"):
        axes.plot(history[name], label=name)
    return fig
