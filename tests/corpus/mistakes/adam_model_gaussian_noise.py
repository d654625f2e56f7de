# assignment: mnist_adam
# about: noise on the inputs
# loses: build_model
# %% build_model
def build_model():
    """Build the classifier: 784 - 128 - 32 - 10."""
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.GaussianNoise(0.2),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
