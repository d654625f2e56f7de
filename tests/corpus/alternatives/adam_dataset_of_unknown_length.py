# assignment: mnist_adam
# about: tf.data: every fifth element becomes validation by enumerate().filter(); curves drawn with data= and default labels, one legend outside the axes; softmax by log_softmax
# loses:
# %% normalize_images
import tensorflow as tf
from keras import ops


def normalize_images(images):
    # the straight line through (0, 0) and (255, 1)
    line = np.polynomial.Polynomial([0.0, 1 / 255])
    return line(images)


def softmax(z):
    return ops.exp(ops.log_softmax(z, axis=-1))


def build_model():
    inputs = keras.Input(batch_shape=(None, 28, 28), dtype="float32")
    x = keras.layers.Flatten(data_format="channels_last")(inputs)
    x = keras.layers.Dense(128, activation=ops.relu, kernel_initializer="he_uniform")(x)
    x = keras.layers.Dense(32, activation=ops.relu, kernel_initializer="he_uniform")(x)
    return keras.Model(inputs, keras.layers.Dense(10, activation=softmax)(x))


def train_with_adam(model, images, labels, epochs=25):
    numbered = tf.data.Dataset.from_tensor_slices((images, labels)).enumerate()
    held_back = numbered.filter(lambda i, pair: i % 5 == 4).map(lambda i, pair: pair)
    to_learn = numbered.filter(lambda i, pair: i % 5 != 4).map(lambda i, pair: pair)
    model.compile(
        optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model.fit(
        to_learn.cache().shuffle(len(images)).batch(32).prefetch(tf.data.AUTOTUNE),
        validation_data=held_back.cache().batch(256),
        epochs=epochs,
        verbose=0,
    )


def plot_history(history):
    table = {name: np.array(values) for name, values in history.history.items()}
    table["epoch"] = np.arange(1, 1 + len(table["loss"]))
    fig, (top, bottom) = plt.subplots(2, 1, sharex="all", figsize=(6, 6), layout="constrained")
    top.plot("epoch", "loss", data=table, color="C0")
    top.plot("epoch", "val_loss", data=table, color="C1")
    bottom.plot("epoch", "accuracy", data=table, color="C2")
    bottom.plot("epoch", "val_accuracy", data=table, color="C3")
    bottom.set_xlabel("epoch")
    fig.legend(loc="outside right upper")
    return fig


def predict_digit(model, image):
    one = tf.data.Dataset.from_tensors(image).batch(1)
    top = tf.math.top_k(model.predict(one, verbose=0)[0], k=1)
    return int(top.indices[0]), float(top.values[0])
# %% build_model
# defined above
# %% train_with_adam
# defined above
# %% plot_history
# defined above
# %% predict_digit
# defined above
