# assignment: mnist_sgd
# about: no activation on the hidden layers
# loses: build_model
# mistake: no_activation
# %% build_model
def build_model():
    """Build the classifier: 784 - 300 - 100 - 10."""
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(300),
            keras.layers.Dense(100),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
