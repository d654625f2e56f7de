# assignment: mnist_cnn
# about: the model with all defaults spelt out and a Reshape
# loses:
# %% build_model
def build_model():
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(8, 3, padding="valid", strides=1, activation=keras.activations.relu),
        keras.layers.MaxPooling2D(pool_size=2, strides=2),
        keras.layers.Conv2D(16, 3, activation=keras.ops.relu, kernel_initializer="he_normal"),
        keras.layers.MaxPooling2D(pool_size=(2, 2)),
        keras.layers.Reshape((400,)),
        keras.layers.Dropout(0.3, seed=1),
        keras.layers.Dense(10, activation="softmax"),
    ], name="reader")
