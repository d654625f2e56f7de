# assignment: mnist_sgd
# about: goes through rows of axes as if they were axes
# loses: show_digits
# mistake: grid_of_axes
# %% show_digits
def show_digits(images, labels):
    fig, axes = plt.subplots(2, 5, figsize=(12, 5))
    for i, ax in enumerate(axes):
        ax.imshow(images[i], cmap="gray_r")
        ax.set_title(labels[i])
        ax.set_xticks([])
        ax.set_yticks([])
    fig.tight_layout()
    return fig
# %% normalize_images
def normalize_images(images):
    return images / 255
# %% build_model
def build_model():
    inputs = keras.Input(shape=(28, 28), name="digit")
    x = keras.layers.Reshape((784,))(inputs)
    x = keras.layers.Dense(300, activation="relu", name="hidden_1")(x)
    x = keras.layers.Dense(100, activation="relu", name="hidden_2")(x)
    outputs = keras.layers.Dense(10, activation="softmax", name="probabilities")(x)
    return keras.Model(inputs, outputs, name="mnist_mlp")
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    optimizer = keras.optimizers.SGD(learning_rate=0.02)
    model.compile(
        optimizer=optimizer,
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    history = model.fit(images, labels, epochs=epochs, verbose=2)
    return history
# %% evaluate_model
def evaluate_model(model, images, labels):
    test_loss, test_acc = model.evaluate(images, labels)
    print(f"test loss {test_loss:.4f}, test accuracy {test_acc:.4f}")
    return test_acc
