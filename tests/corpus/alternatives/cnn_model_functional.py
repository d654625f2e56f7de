# assignment: mnist_cnn
# about: the model by the functional interface
# loses:
# %% build_model
def build_model():
    inputs = keras.Input(shape=(28, 28, 1))
    x = keras.layers.Conv2D(8, (3, 3), activation="relu")(inputs)
    x = keras.layers.MaxPooling2D((2, 2))(x)
    x = keras.layers.Conv2D(16, (3, 3), activation="relu")(x)
    x = keras.layers.MaxPooling2D((2, 2))(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dropout(0.3)(x)
    return keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))
