# assignment: mnist_sgd
# about: each image lies on its side
# loses: show_digits
# %% show_digits
def show_digits(images, labels):
    fig, axs = plt.subplots(1, 10, figsize=(15, 2))
    for i in range(10):
        axs[i].imshow(images[i].T, cmap="gray", vmin=0, vmax=255)
        axs[i].set_title("label: " + str(labels[i]))
        axs[i].axis("off")
    return fig
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.02),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    history = model.fit(images, labels, epochs=epochs, validation_split=0.1, verbose=0)
    print("validation accuracy:", history.history["val_accuracy"][-1])
    return history
