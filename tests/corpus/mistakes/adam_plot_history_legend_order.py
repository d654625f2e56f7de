# assignment: mnist_adam
# about: in the accuracy plot validation is drawn first, but the legend lists training first
# loses: plot_history
# %% plot_history
def plot_history(history):
    h = history.history
    fig = plt.figure(figsize=(11, 4))
    ax1 = fig.add_subplot(121)
    ax1.plot(h["loss"])
    ax1.plot(h["val_loss"])
    ax1.legend(["training", "validation"])
    ax1.set_xlabel("epoch")
    ax1.set_ylabel("loss")
    ax2 = fig.add_subplot(122)
    ax2.plot(h["val_accuracy"])
    ax2.plot(h["accuracy"])
    ax2.legend(["training", "validation"])
    ax2.set_xlabel("epoch")
    ax2.set_ylabel("accuracy")
    return fig
