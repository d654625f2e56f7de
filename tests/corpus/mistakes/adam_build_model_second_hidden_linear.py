# assignment: mnist_adam
# about: the ReLU after the layer of 32 units is built but not connected
# loses: build_model
# may_lose: test_accuracy
# %% build_model
def build_model():
    image = keras.Input((28, 28), name="image")
    flat = keras.layers.Flatten()(image)
    first = keras.layers.Dense(128)(flat)
    first_on = keras.layers.Activation("relu")(first)
    second = keras.layers.Dense(32)(first_on)
    second_on = keras.layers.Activation("relu")(second)
    out = keras.layers.Dense(10, activation="softmax")(second)
    return keras.Model(image, out)
