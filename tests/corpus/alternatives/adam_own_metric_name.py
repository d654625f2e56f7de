# assignment: mnist_adam
# about: the accuracy metric has a name of its own, the plot looks the keys up
# loses:
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    accuracy = keras.metrics.SparseCategoricalAccuracy(name="hit_rate")
    model.compile(
        optimizer="adam", loss="sparse_categorical_crossentropy", metrics=[accuracy]
    )
    return model.fit(images, labels, epochs=epochs, validation_split=0.2, verbose=2)
# %% plot_history
def plot_history(history):
    # one panel a quantity, whatever the accuracy metric is called
    names = [name for name in history.history if not name.startswith("val_")]
    names.sort(key=lambda name: name != "loss")
    fig, axes = plt.subplots(1, len(names), figsize=(5 * len(names), 4))
    for ax, name in zip(axes, names):
        ax.plot(history.history[name], label="training")
        ax.plot(history.history["val_" + name], label="validation")
        ax.set_ylabel("loss" if name == "loss" else "accuracy")
        ax.set_xlabel("epoch")
        ax.legend()
    return fig
