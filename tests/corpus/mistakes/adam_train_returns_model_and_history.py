# assignment: mnist_adam
# about: returns a pair
# loses: train_with_adam
# mistake: not_a_history
# %% normalize_images
def normalize_images(images):
    return images / 255.0
# %% build_model
def build_model():
    inputs = keras.Input(shape=(28, 28))
    x = keras.layers.Flatten()(inputs)
    x = keras.layers.Dense(128, activation="relu")(x)
    x = keras.layers.Dense(32, activation="relu")(x)
    outputs = keras.layers.Dense(10, activation="softmax")(x)
    return keras.Model(inputs=inputs, outputs=outputs)
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.001),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    history = model.fit(
        images, labels, batch_size=64, epochs=epochs, validation_split=0.2, verbose=2
    )
    return model, history
# %% plot_history
def plot_history(history):
    fig, axes = plt.subplots(1, 2, figsize=(12, 4))
    for ax, name in zip(axes, ["loss", "accuracy"]):
        ax.plot(history.history[name], label="train")
        ax.plot(history.history["val_" + name], label="validation")
        ax.set_title(name.capitalize())
        ax.set_xlabel("Epoch")
        ax.set_ylabel(name)
        ax.legend()
        ax.grid(True)
    return fig
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    y_prob = model.predict(images)
    y_pred = y_prob.argmax(axis=1)
    return accuracy_score(labels, y_pred)
