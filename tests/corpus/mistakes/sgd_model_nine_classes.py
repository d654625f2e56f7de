# assignment: mnist_sgd
# about: nine outputs for the digits 1 to 9
# loses: build_model test_accuracy
# mistake: wrong_classes
# %% build_model
def build_model():
    """Build the classifier: 784 - 300 - 100 - 10."""
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(300, activation="relu"),
            keras.layers.Dense(100, activation="relu"),
            keras.layers.Dense(9, activation="softmax"),
        ]
    )
