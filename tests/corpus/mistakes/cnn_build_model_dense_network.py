# assignment: mnist_cnn
# about: the dense network of the other notebook
# loses: build_model
# may_lose: test_accuracy
# mistake: not_the_layers
# %% build_model
def build_model():
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
