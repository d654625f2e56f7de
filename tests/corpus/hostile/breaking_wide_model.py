# assignment: mnist_sgd
# family: breaking
# about: a model whose weights would take 12 GB
# loses: build_model test_accuracy
# may_lose:
# flag: maybe
# %% build_model
def build_model():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(4_000_000, activation="relu", kernel_initializer="zeros"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
