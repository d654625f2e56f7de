# assignment: mnist_sgd
# about: 100 before 300
# loses: build_model
# mistake: swapped_layers
# %% build_model
def build_model():
    """Build the classifier: 784 - 100 - 300 - 10."""
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(100, activation="relu"),
            keras.layers.Dense(300, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
