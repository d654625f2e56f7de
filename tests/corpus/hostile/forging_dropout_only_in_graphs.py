# assignment: mnist_sgd
# family: forging
# about: a layer that drops half of the units, but only in the graphs of `fit`, never where it is looked at
# loses: build_model
# may_lose: test_accuracy
# flag: maybe
# %% build_model
import tensorflow as tf


class Plain(keras.layers.Layer):
    def call(self, values, training=False):
        if training and not tf.executing_eagerly():
            return tf.nn.dropout(values, 0.5)
        return values


def build_model():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(300, activation="relu"),
            Plain(),
            keras.layers.Dense(100, activation="relu"),
            Plain(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
