# assignment: mnist_adam
# about: the digit as a one-hot row
# loses: predict_digit
# mistake: array_in_pair
# %% before normalize_images
import tensorflow as tf
from tensorflow.keras import layers, models
# %% normalize_images
def normalize_images(images):
    images = tf.cast(images, tf.float32)
    return images / 255
# %% build_model
def build_model():
    model = models.Sequential()
    model.add(layers.Input(shape=(28, 28)))
    model.add(layers.Flatten())
    model.add(layers.Dense(128, activation=tf.nn.relu))
    model.add(layers.Dense(32, activation=tf.nn.relu))
    model.add(layers.Dense(10, activation=tf.nn.softmax))
    return model
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(
        optimizer=tf.keras.optimizers.Adam(),
        loss="sparse_categorical_crossentropy",
        metrics=[tf.keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model.fit(images, labels, epochs=epochs, validation_split=0.2)
# %% predict_digit
def predict_digit(model, image):
    probabilities = model(tf.expand_dims(image, 0), training=False)[0]
    digit = tf.argmax(probabilities).numpy()
    return tf.one_hot(digit, 10).numpy(), probabilities[digit].numpy()
