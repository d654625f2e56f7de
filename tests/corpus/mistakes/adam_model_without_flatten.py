# assignment: mnist_adam
# about: Flatten is missing, so the dense layers work on rows of pixels
# loses: build_model test_accuracy
# %% build_model
def build_model():
    """Build the classifier: 784 - 128 - 32 - 10."""
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
