# assignment: mnist_adam
# about: ELU in the second hidden layer
# loses: build_model
# mistake: wrong_activation
# %% build_model
def build_model():
    """Build the classifier: 784 - 128 - 32 - 10."""
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(32, activation="elu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
