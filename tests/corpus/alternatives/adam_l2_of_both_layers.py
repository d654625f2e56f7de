# assignment: mnist_adam
# about: L2 regularizers so strong that little is left of the weights of dark pixels
# loses:
# %% normalize_images
WHITE = np.float32(255)


def normalize_images(images):
    scaled = np.empty(images.shape, dtype="float32")
    np.divide(images, WHITE, out=scaled, casting="unsafe")
    return scaled
# %% build_model
def build_model():
    shrinking = keras.regularizers.L2(0.01)
    network = keras.Sequential(name="shrinking")
    network.add(keras.Input(shape=(28, 28), name="pixels"))
    network.add(keras.layers.Flatten())
    for width in [128, 32]:
        hidden = keras.layers.Dense(width, activation="relu", kernel_regularizer=shrinking)
        network.add(hidden)
    network.add(keras.layers.Dense(10, activation="softmax", name="digits"))
    return network
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    settings = dict(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.compile(**settings)
    asked = dict(epochs=epochs, batch_size=32, validation_split=0.2, verbose=0)
    history = model.fit(x=images, y=labels, **asked)
    return history
