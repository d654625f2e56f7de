# assignment: mnist_adam
# about: two figures, of which the second is returned
# loses: plot_history
# mistake: missing_curve
# %% plot_history
def plot_history(history):
    epochs = range(1, len(history.history["loss"]) + 1)
    plt.figure()
    plt.plot(epochs, history.history["loss"], label="training loss")
    plt.plot(epochs, history.history["val_loss"], label="validation loss")
    plt.xlabel("epoch")
    plt.legend()
    plt.figure()
    plt.plot(epochs, history.history["accuracy"], label="training accuracy")
    plt.plot(epochs, history.history["val_accuracy"], label="validation accuracy")
    plt.xlabel("epoch")
    plt.legend()
    return plt.gcf()
