# assignment: mnist_adam
# about: 32 before 128
# loses: build_model
# mistake: swapped_layers
# %% build_model
def build_model():
    return keras.Sequential(
        [
            keras.layers.Lambda(lambda images: keras.ops.reshape(images, (-1, 28 * 28))),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(
        optimizer=keras.optimizers.Adam(3e-3),
        loss="sparse_categorical_crossentropy",
        metrics=["sparse_categorical_accuracy"],
    )
    return model.fit(images, labels, batch_size=128, epochs=epochs, validation_split=0.2)
# %% plot_history
def plot_history(history):
    curves = history.history
    accuracy = curves.get("sparse_categorical_accuracy", curves.get("accuracy"))
    val_accuracy = curves.get("val_sparse_categorical_accuracy", curves.get("val_accuracy"))
    fig, ax = plt.subplots(figsize=(8, 5))
    ax.plot(curves["loss"], label="training loss")
    ax.plot(curves["val_loss"], label="validation loss")
    ax.plot(accuracy, label="training accuracy")
    ax.plot(val_accuracy, label="validation accuracy")
    ax.set_xlabel("epoch")
    ax.set_title("Loss and accuracy")
    ax.legend()
    return fig
