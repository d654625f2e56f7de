# assignment: mnist_sgd
# about: half of the epochs
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: other_epochs
# %% before normalize_images
import tensorflow as tf
from tensorflow.keras.layers import Dense, Flatten, Input
from tensorflow.keras.models import Sequential
# %% normalize_images
def normalize_images(images):
    return tf.cast(images, tf.float32) / 255.0
# %% build_model
def build_model():
    return Sequential(
        [
            Input((28, 28)),
            Flatten(),
            Dense(300, activation=tf.nn.relu),
            Dense(100, activation=tf.nn.relu),
            Dense(10, activation=tf.nn.softmax),
        ]
    )
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer=tf.keras.optimizers.SGD(0.01),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(),
        metrics=[tf.keras.metrics.SparseCategoricalAccuracy()],
    )
    return model.fit(images, labels, epochs=max(1, epochs // 2), verbose="auto")
# %% predict_digits
def predict_digits(model, images):
    return tf.argmax(model(images), axis=-1)
