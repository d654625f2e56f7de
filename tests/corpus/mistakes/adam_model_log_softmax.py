# assignment: mnist_adam
# about: log probabilities instead of probabilities
# loses: build_model test_accuracy
# %% build_model
def build_model():
    """Build the classifier: 784 - 128 - 32 - 10."""
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10, activation="log_softmax"),
        ]
    )
