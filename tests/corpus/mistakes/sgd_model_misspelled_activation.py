# assignment: mnist_sgd
# about: the activation 'rellu' does not exist
# loses: build_model test_accuracy
# mistake: unknown_activation
# %% build_model
def build_model():
    """Build the classifier: 784 - 300 - 100 - 10."""
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(300, activation="rellu"),
            keras.layers.Dense(100, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
