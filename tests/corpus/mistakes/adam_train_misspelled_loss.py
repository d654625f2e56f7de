# assignment: mnist_adam
# about: a loss that does not exist
# loses: train_with_adam test_accuracy
# mistake: unknown_name_in_compile
# %% plot_history
def plot_history(history):
    epochs = np.arange(len(history.history["loss"])) + 1
    figure, axes = plt.subplots(1, 2, figsize=(10, 4))
    axes[0].semilogy(epochs, history.history["loss"], "o-", label="training")
    axes[0].semilogy(epochs, history.history["val_loss"], "s-", label="validation")
    axes[0].set_ylabel("loss (log scale)")
    axes[1].plot(epochs, history.history["accuracy"], "o-", label="training")
    axes[1].plot(epochs, history.history["val_accuracy"], "s-", label="validation")
    axes[1].set_ylabel("accuracy")
    axes[1].axhline(0.95, color="grey", linewidth=0.5)
    best = int(np.argmin(history.history["val_loss"]))
    axes[0].axvline(epochs[best], color="grey", linestyle=":")
    for ax in axes:
        ax.set_xlabel("epoch")
        ax.legend()
        ax.grid(alpha=0.3)
    return figure
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(optimizer="adam", loss="sparse_categorical_cross_entropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, validation_split=0.2, verbose=0)
