# assignment: mnist_adam
# about: accuracy against loss, without the epoch
# loses: plot_history
# mistake: against_each_other
# %% plot_history
def plot_history(history):
    logs = history.history
    fig, ax = plt.subplots()
    ax.plot(logs["loss"], logs["accuracy"], label="training")
    ax.plot(logs["val_loss"], logs["val_accuracy"], label="validation")
    ax.set_xlabel("loss")
    ax.set_ylabel("accuracy")
    ax.set_title("Every epoch")
    ax.legend()
    return fig
