# assignment: mnist_sgd
# about: a hidden layer without an activation after it
# source: NeuraLint (Nikanjam, Ben Braiek, Morovati, Khomh, TOSEM 2021), rule on activations: a non-linear one after each hidden layer
# loses: build_model
# may_lose: test_accuracy
# mistake: no_activation
# %% build_model
def build_model():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(300, activation="relu"),
            keras.layers.Dense(100),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
