# assignment: mnist_adam
# about: the first layer is not trainable
# mistake: frozen_layer
# loses: build_model
# may_lose: test_accuracy
# %% build_model
def build_model():
    """Return the network, not trained."""
    inputs = keras.Input((28, 28))
    values = keras.layers.Flatten()(inputs)
    values = keras.layers.Dense(128, activation="relu", trainable=False)(values)
    values = keras.layers.Dense(32, activation="relu")(values)
    return keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(values))
