# assignment: mnist_adam
# about: build_model asks for an argument
# loses: build_model test_accuracy
# mistake: raises
# %% build_model
def build_model(input_shape):
    """Build the classifier: 784 - 128 - 32 - 10."""
    return keras.Sequential(
        [
            keras.Input(shape=input_shape),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
