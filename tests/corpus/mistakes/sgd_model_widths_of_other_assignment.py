# assignment: mnist_sgd
# about: 128 and 32 units
# loses: build_model
# mistake: wrong_width
# %% build_model
def build_model():
    """Build the classifier: 784 - 128 - 100 - 10."""
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
