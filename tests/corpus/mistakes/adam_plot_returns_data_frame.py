# assignment: mnist_adam
# about: returns the table instead of the figure
# loses: plot_history
# mistake: not_a_figure
# %% plot_history
def plot_history(history):
    import pandas as pd

    table = pd.DataFrame(history.history)
    table.index = table.index + 1
    fig, axes = plt.subplots(2, 1, sharex=True, figsize=(7, 7))
    table[["loss", "val_loss"]].plot(ax=axes[0], ylabel="loss")
    table[["accuracy", "val_accuracy"]].plot(ax=axes[1], ylabel="accuracy", xlabel="epoch")
    return table
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    predictions = model.predict(images, verbose=0)
    return np.mean(np.argmax(predictions, axis=-1) == labels)
