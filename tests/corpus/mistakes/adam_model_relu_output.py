# assignment: mnist_adam
# about: ReLU on the output
# loses: build_model test_accuracy
# mistake: wrong_output
# %% build_model
def build_model():
    """Build the classifier: 784 - 128 - 32 - 10."""
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10, activation="relu"),
        ]
    )
