# assignment: mnist_adam
# student: emmy
# about: validates on the images that are trained on, and forgets the activations
# %% build_model
def build_model():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128),
            keras.layers.Dense(32),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )


# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, validation_data=(images, labels), verbose=0)
