# assignment: mnist_adam
# about: metrics=["acc"], and the plot reads the keys that this training records
# loses:
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile("adam", loss="sparse_categorical_crossentropy", metrics=["acc"])
    return model.fit(images, labels, epochs=epochs, validation_split=0.2, verbose=0)
# %% plot_history
def plot_history(history):
    acc = history.history["acc"]
    val_acc = history.history["val_acc"]
    loss = history.history["loss"]
    val_loss = history.history["val_loss"]
    epochs = range(1, len(acc) + 1)

    fig = plt.figure(figsize=(12, 5))
    plt.subplot(121)
    plt.plot(epochs, acc, "bo", label="Training acc")
    plt.plot(epochs, val_acc, "b", label="Validation acc")
    plt.title("Training and validation accuracy")
    plt.xlabel("Epochs")
    plt.legend()
    plt.subplot(122)
    plt.plot(epochs, loss, "bo", label="Training loss")
    plt.plot(epochs, val_loss, "b", label="Validation loss")
    plt.title("Training and validation loss")
    plt.xlabel("Epochs")
    plt.legend()
    return fig
