# assignment: mnist_adam
# about: four colours in two panels, one legend of the figure for all of them, and the best epoch marked by a point
# loses:
# %% plot_history
def plot_history(history):
    log = history.history
    fig, (top, bottom) = plt.subplots(2, 1, figsize=(7, 6), sharex=True, layout="constrained")
    epochs = np.arange(1, len(log["loss"]) + 1)
    top.plot(epochs, log["loss"], color="tab:blue", label="training loss")
    top.plot(epochs, log["val_loss"], color="tab:orange", label="validation loss")
    bottom.plot(epochs, log["accuracy"], color="tab:green", label="training accuracy")
    bottom.plot(epochs, log["val_accuracy"], color="tab:red", label="validation accuracy")
    best = int(np.argmin(log["val_loss"]))
    top.plot([epochs[best]], [log["val_loss"][best]], "k*", label="lowest validation loss")
    bottom.set_xlabel("epoch")
    fig.legend(loc="outside right center")
    return fig
