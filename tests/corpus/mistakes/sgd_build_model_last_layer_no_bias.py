# assignment: mnist_sgd
# about: the output layer has no bias (266,600 parameters)
# loses: build_model
# may_lose: test_accuracy
# %% build_model
def build_model():
    inputs = keras.Input(shape=(28, 28))
    x = keras.layers.Flatten()(inputs)
    x = keras.layers.Dense(300, activation="relu")(x)
    x = keras.layers.Dense(100, activation="relu")(x)
    outputs = keras.layers.Dense(10, use_bias=False, activation="softmax")(x)
    return keras.Model(inputs, outputs, name="digits")
