# assignment: mnist_adam
# about: 256 units in the first layer
# loses: build_model
# mistake: wrong_width
# %% build_model
def build_model():
    """Build the classifier: 784 - 256 - 32 - 10."""
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(256, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
