# assignment: mnist_sgd
# student: grace
# about: right, in another style: functional model, named optimizer, helper in a cell of its own
# %% before normalize_images
GREATEST_LEVEL = 255


def to_unit_interval(levels):
    """Scale grey levels to 0-1."""
    return np.multiply(levels, 1 / GREATEST_LEVEL, dtype="float32")


# %% normalize_images
def normalize_images(images):
    return to_unit_interval(images)


# %% build_model
def build_model():
    inputs = keras.Input(shape=(28, 28))
    hidden = keras.layers.Reshape((784,))(inputs)
    for units in (300, 100):
        hidden = keras.layers.Dense(units)(hidden)
        hidden = keras.layers.Activation("relu")(hidden)
    return keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(hidden))


# %% evaluate_model
def evaluate_model(model, images, labels):
    predicted = np.argmax(model.predict(images, verbose=0), axis=1)
    return float(np.mean(predicted == labels))
