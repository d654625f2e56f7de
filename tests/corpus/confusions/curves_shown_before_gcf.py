# assignment: mnist_adam
# about: Why is the plot that I return white?
# loses: plot_history
# mistake: empty_figure
# %% plot_history
def plot_history(history):
    for name in ("loss", "val_loss", "accuracy", "val_accuracy"):
        plt.plot(history.history[name], label=name)
    plt.xlabel("epoch")
    plt.legend()
    plt.show()
    return plt.gcf()
