# assignment: mnist_adam
# about: the loss panel shows the accuracy once more
# loses: plot_history
# mistake: missing_curve
# %% plot_history
def plot_history(history):
    fig, (ax1, ax2) = plt.subplots(1, 2, figsize=(11, 4))
    x = [epoch + 1 for epoch in history.epoch]
    ax1.plot(x, history.history["accuracy"], color="tab:blue", label="training")
    ax1.plot(x, history.history["val_accuracy"], color="tab:red", label="validation")
    ax1.set_ylabel("accuracy")
    ax2.plot(x, history.history["accuracy"], color="tab:blue")
    ax2.plot(x, history.history["val_accuracy"], color="tab:red")
    ax2.set_ylabel("loss")
    for ax in (ax1, ax2):
        ax.set_xlabel("epoch")
    fig.legend(loc="upper right")
    fig.suptitle("Learning curves")
    return fig
# %% build_model
def build_model():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Reshape((28 * 28,)),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
