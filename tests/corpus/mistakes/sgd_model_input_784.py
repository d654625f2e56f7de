# assignment: mnist_sgd
# about: expects images that are flattened already
# loses: build_model test_accuracy
# mistake: wrong_input_shape
# %% build_model
def build_model():
    """Build the classifier: 784 - 300 - 100 - 10."""
    return keras.Sequential(
        [
            keras.Input(shape=(784,)),
            keras.layers.Flatten(),
            keras.layers.Dense(300, activation="relu"),
            keras.layers.Dense(100, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
