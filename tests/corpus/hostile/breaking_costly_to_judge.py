# assignment: mnist_sgd
# family: breaking
# about: a model of 784-1-800000-10 with a sine: within all limits, but the judge tries activations for half an hour
# loses: build_model
# may_lose: test_accuracy
# flag: maybe
# %% build_model
def build_model():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(1, activation=keras.ops.sin),
            keras.layers.Dense(800_000, activation=keras.ops.sin),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
