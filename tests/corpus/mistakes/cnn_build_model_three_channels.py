# assignment: mnist_cnn
# about: an input with three channels
# loses: build_model
# may_lose: test_accuracy
# mistake: wrong_image_shape
# %% build_model
def build_model():
    return keras.Sequential([
        keras.Input((28, 28, 3)),
        keras.layers.Conv2D(8, 3, activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Conv2D(16, 3, activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(10, activation="softmax"),
    ])
