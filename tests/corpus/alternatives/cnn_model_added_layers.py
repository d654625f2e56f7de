# assignment: mnist_cnn
# about: the model layer by layer
# loses:
# %% build_model
def build_model():
    model = keras.models.Sequential()
    model.add(keras.layers.Conv2D(filters=8, kernel_size=3, activation="relu", input_shape=(28, 28, 1)))
    model.add(keras.layers.MaxPool2D())
    model.add(keras.layers.Conv2D(filters=16, kernel_size=3, activation="relu"))
    model.add(keras.layers.MaxPool2D())
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dropout(rate=0.3))
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model
