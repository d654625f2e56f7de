# assignment: mnist_sgd
# about: the layer of 100 is missing
# loses: build_model
# may_lose: test_accuracy
# mistake: missing_layer
# %% build_model
def build_model():
    """Build the classifier: 784 - 300 - 100 - 10."""
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(300, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
