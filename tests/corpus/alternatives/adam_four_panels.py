# assignment: mnist_adam
# about: one panel for each of the four curves
# loses:
# %% plot_history
def plot_history(history):
    titles = {
        "loss": "Training loss",
        "val_loss": "Validation loss",
        "accuracy": "Training accuracy",
        "val_accuracy": "Validation accuracy",
    }
    fig, axes = plt.subplots(2, 2, figsize=(10, 7))
    for ax, (key, title) in zip(axes.T.ravel(), titles.items()):
        ax.plot(history.history[key])
        ax.set_title(title)
        ax.set_xlabel("epoch")
    fig.tight_layout()
    return fig
# %% normalize_images
def normalize_images(images):
    out = np.empty_like(images, dtype=float)
    for row in range(images.shape[1]):
        out[:, row] = images[:, row] / 255
    return out
