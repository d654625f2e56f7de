# assignment: mnist_adam
# about: L2 regularizers so strong that little is left of the weights of dark pixels
# loses:
# %% build_model
def build_model():
    return keras.Sequential([
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu", kernel_regularizer=keras.regularizers.L2(0.01)),
        keras.layers.Dense(32, activation="relu", kernel_regularizer=keras.regularizers.L2(0.01)),
        keras.layers.Dense(10, activation="softmax"),
    ])
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, batch_size=32, verbose=0, validation_split=0.2)
