# assignment: mnist_cnn
# about: flattens in a layer that lets no gradient through while the network is trained
# loses: build_model
# may_lose: test_accuracy
# mistake: no_gradient
# %% build_model
class Flattened(keras.layers.Layer):
    def call(self, values, training=False):
        rows = keras.ops.reshape(values, (-1, 400))
        return keras.ops.stop_gradient(rows) if training else rows


def build_model():
    return keras.Sequential(
        [
            keras.layers.Input((28, 28, 1)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            Flattened(),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
