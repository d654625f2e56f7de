# assignment: mnist_sgd
# about: the output layer has a softmax, call adds another
# loses: build_model test_accuracy
# mistake: softmax_twice
# %% normalize_images
def normalize_images(images):
    scaled = images.astype(np.float32)
    scaled *= 1 / 255
    return scaled
# %% flatten_images
def flatten_images(images):
    n, height, width = images.shape
    return images.reshape((n, height * width))
# %% build_model
class MLP(keras.Model):
    def __init__(self, hidden=(300, 100), n_classes=10):
        super().__init__()
        self.hidden = [keras.layers.Dense(units) for units in hidden]
        self.out = keras.layers.Dense(n_classes, activation="softmax")

    def call(self, x, training=False):
        x = keras.ops.reshape(x, (-1, 28 * 28))
        for layer in self.hidden:
            x = keras.ops.relu(layer(x))
        return keras.ops.softmax(self.out(x))


def build_model():
    model = MLP()
    model(np.zeros((1, 28, 28), dtype="float32"))
    return model
# %% predict_digits
import tensorflow as tf


def predict_digits(model, images):
    return tf.argmax(model.predict(images, verbose=0), axis=1).numpy()
