# assignment: mnist_sgd
# about: all weights begin at zero
# source: NeuraLint (Nikanjam, Ben Braiek, Morovati, Khomh, TOSEM 2021), rule on initialization: weights that are not all the same
# loses: build_model test_accuracy
# mistake: dead_weights
# %% build_model
def build_model():
    start = dict(kernel_initializer="zeros")
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(300, activation="relu", **start),
            keras.layers.Dense(100, activation="relu", **start),
            keras.layers.Dense(10, activation="softmax", **start),
        ]
    )
