# assignment: mnist_sgd
# about: the whole model is not trainable
# mistake: frozen_layer
# loses: build_model
# may_lose: test_accuracy
# %% build_model
def build_model():
    """Return the network, not trained."""
    model = keras.Sequential([
        keras.layers.Flatten(input_shape=(28, 28)),
        keras.layers.Dense(300, activation="relu"),
        keras.layers.Dense(100, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.trainable = False
    return model
