# assignment: mnist_sgd
# about: reshapes to (784, n) and transposes: right shape, but pixels of different images are mixed
# loses: flatten_images
# %% flatten_images
def flatten_images(images):
    pixels = images.shape[1] * images.shape[2]
    columns = images.reshape(pixels, -1)
    return columns.T
# %% build_model
def build_model():
    model = keras.models.Sequential()
    model.add(keras.Input(shape=(28, 28)))
    model.add(keras.layers.Reshape((784,)))
    for units in (300, 100):
        model.add(keras.layers.Dense(units))
        model.add(keras.layers.Activation("relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model
