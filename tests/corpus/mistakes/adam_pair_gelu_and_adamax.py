# assignment: mnist_adam
# about: GELU in the hidden layers, and Adamax instead of Adam
# loses: build_model train_with_adam
# may_lose: test_accuracy
# %% build_model
def build_model():
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Reshape((784,)),
            keras.layers.Dense(128, activation=keras.activations.gelu),
            keras.layers.Dense(32, activation=keras.activations.gelu),
            keras.layers.Dense(10, activation=keras.activations.softmax),
        ]
    )
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    adam = keras.optimizers.Adamax(learning_rate=0.001)
    model.compile(optimizer=adam, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, validation_split=0.2, verbose=0)
