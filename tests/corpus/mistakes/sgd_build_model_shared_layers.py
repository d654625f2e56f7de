# assignment: mnist_sgd
# about: the layers are made once, outside the function, so that all models share their weights
# loses: build_model
# mistake: same_model_again
# may_lose: test_accuracy
# %% build_model
LAYERS = [
    keras.layers.Flatten(),
    keras.layers.Dense(300, activation="relu"),
    keras.layers.Dense(100, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
]


def build_model():
    return keras.Sequential([keras.Input(shape=(28, 28)), *LAYERS])
