# assignment: mnist_adam
# about: the loss curves are labelled as accuracy and the other way round
# loses: plot_history
# mistake: swapped_metrics
# %% plot_history
def plot_history(history):
    h = history.history
    epochs = np.arange(1, len(h["loss"]) + 1)
    fig, left = plt.subplots(figsize=(8, 5))
    right = left.twinx()
    lines = left.plot(epochs, h["loss"], "C0-", label="training accuracy")
    lines += left.plot(epochs, h["val_loss"], "C0--", label="validation accuracy")
    lines += right.plot(epochs, h["accuracy"], "C1-", label="training loss")
    lines += right.plot(epochs, h["val_accuracy"], "C1--", label="validation loss")
    left.set_xlabel("epoch")
    left.set_ylabel("accuracy")
    right.set_ylabel("loss")
    left.legend(lines, [line.get_label() for line in lines], loc="center right")
    return fig
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=5e-4),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, batch_size=16, validation_split=0.2)
