# assignment: mnist_adam
# about: training and validation loss carry each other's label
# loses: plot_history
# mistake: swapped_curves
# %% plot_history
def plot_history(history):
    logs = history.history
    fig, axs = plt.subplots(nrows=2, figsize=(6, 8))
    axs[0].set_title("Cross-entropy loss")
    axs[0].plot(logs["loss"], "b", label="Validation loss")
    axs[0].plot(logs["val_loss"], "r", label="Training loss")
    axs[0].set(xlabel="Epoch", ylabel="Loss")
    axs[0].legend()
    axs[1].set_title("Accuracy")
    axs[1].plot(100 * np.array(logs["accuracy"]), "b", label="Training accuracy")
    axs[1].plot(100 * np.array(logs["val_accuracy"]), "r", label="Validation accuracy")
    axs[1].set(xlabel="Epoch", ylabel="Accuracy (%)")
    axs[1].legend()
    fig.tight_layout()
    return fig
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    predicted = [int(np.argmax(row)) for row in model.predict(images, verbose=0)]
    return accuracy_score(y_true=labels, y_pred=predicted)
