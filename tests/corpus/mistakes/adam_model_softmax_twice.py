# assignment: mnist_adam
# about: two softmax activations in a row
# loses: build_model
# mistake: softmax_twice
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    batch_size = 32
    n_training = len(images) - int(0.2 * len(images))
    steps = epochs * int(np.ceil(n_training / batch_size))
    learning_rate = keras.optimizers.schedules.CosineDecay(2e-3, steps, alpha=0.05)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(
        images, labels, batch_size=batch_size, epochs=epochs, validation_split=0.2, verbose=0
    )
# %% build_model
def build_model():
    model = keras.Sequential()
    model.add(keras.Input(shape=(28, 28)))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(128, kernel_initializer="he_uniform"))
    model.add(keras.layers.Activation(keras.activations.relu))
    model.add(keras.layers.Dense(32, kernel_initializer="he_uniform"))
    model.add(keras.layers.Activation(keras.activations.relu))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.add(keras.layers.Activation("softmax"))
    return model
