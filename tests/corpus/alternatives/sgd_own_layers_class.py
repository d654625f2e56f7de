# assignment: mnist_sgd
# about: a layer class of one's own does the flattening and the hidden layers
# loses:
# %% build_model
class HiddenStack(keras.layers.Layer):
    """Flatten, then one dense ReLU layer for each entry of sizes."""

    def __init__(self, sizes, **kwargs):
        super().__init__(**kwargs)
        self.sizes = list(sizes)
        self.flatten = keras.layers.Flatten()
        self.dense = [keras.layers.Dense(size, activation="relu") for size in self.sizes]

    def call(self, images):
        x = self.flatten(images)
        for layer in self.dense:
            x = layer(x)
        return x

    def get_config(self):
        return {**super().get_config(), "sizes": self.sizes}


def build_model():
    return keras.Sequential(
        [keras.Input((28, 28)), HiddenStack([300, 100]), keras.layers.Dense(10, "softmax")]
    )
