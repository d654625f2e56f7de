# assignment: mnist_sgd
# about: layer normalization of the pixels
# loses: build_model
# %% build_model
def build_model():
    """Build the classifier: 784 - 300 - 100 - 10."""
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.LayerNormalization(),
            keras.layers.Dense(300, activation="relu"),
            keras.layers.Dense(100, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
