# assignment: mnist_cnn
# about: the model as a class
# loses:
# %% build_model
class Network(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = keras.layers.Conv2D(8, 3, activation="relu")
        self.second = keras.layers.Conv2D(16, 3, activation="relu")
        self.pool = keras.layers.MaxPooling2D()
        self.flat = keras.layers.Flatten()
        self.drop = keras.layers.Dropout(0.3)
        self.out = keras.layers.Dense(10, activation="softmax")

    def call(self, x, training=False):
        x = self.pool(self.first(x))
        x = self.pool(self.second(x))
        return self.out(self.drop(self.flat(x), training=training))


def build_model():
    model = Network()
    model.build((None, 28, 28, 1))
    return model
