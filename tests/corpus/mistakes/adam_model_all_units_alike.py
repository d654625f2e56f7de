# assignment: mnist_adam
# about: all first weights of the hidden layers are one number, so that the units of the first layer stay one and the same
# loses: build_model test_accuracy
# mistake: units_alike
# %% build_model
def build_model():
    same = keras.initializers.Constant(0.01)
    return keras.Sequential(
        [
            keras.layers.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu", kernel_initializer=same),
            keras.layers.Dense(32, activation="relu", kernel_initializer=same),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
