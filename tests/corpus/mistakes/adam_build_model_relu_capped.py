# assignment: mnist_adam
# about: the hidden layers use a ReLU that is capped at 6
# loses: build_model
# may_lose: test_accuracy
# %% build_model
def build_model():
    model = keras.Sequential()
    model.add(keras.layers.Input(shape=(28, 28)))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(128))
    model.add(keras.layers.ReLU(6.0))
    model.add(keras.layers.Dense(32))
    model.add(keras.layers.ReLU(6.0))
    model.add(keras.layers.Dense(10))
    model.add(keras.layers.Softmax())
    return model
