# assignment: mnist_adam
# about: one layer without its ReLU in call
# loses: build_model
# mistake: no_activation
# %% build_model
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super(Net, self).__init__()
        self.fc1 = tf.keras.layers.Dense(128)
        self.fc2 = tf.keras.layers.Dense(32)
        self.fc3 = tf.keras.layers.Dense(10)

    def call(self, x):
        x = tf.reshape(x, [-1, 784])
        x = tf.nn.relu(self.fc1(x))
        x = self.fc2(x)
        return tf.nn.softmax(self.fc3(x))


def build_model():
    net = Net()
    net.build((None, 28, 28))
    return net
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(
        optimizer=tf.keras.optimizers.Adam(1e-3),
        loss=tf.keras.losses.sparse_categorical_crossentropy,
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, validation_split=0.2, verbose=2)
