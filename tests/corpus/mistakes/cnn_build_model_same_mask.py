# assignment: mnist_cnn
# about: dropout with a fixed seed: leaves out the same numbers at every step
# loses: build_model
# mistake: same_dropout_again
# %% build_model
class SameDropout(keras.layers.Layer):
    def call(self, values, training=False):
        return keras.random.dropout(values, 0.3, seed=1) if training else values


def build_model():
    return keras.Sequential(
        [
            keras.layers.Input((28, 28, 1)),
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            SameDropout(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
