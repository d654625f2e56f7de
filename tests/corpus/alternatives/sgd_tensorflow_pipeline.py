# assignment: mnist_sgd
# about: tf.data pipeline, tf.image, tf.reshape, a metric object updated by hand, matplotlib Figure without pyplot
# loses:
# %% before show_digits
import tensorflow as tf
from matplotlib.figure import Figure

BATCH = 32
AUTO = tf.data.AUTOTUNE
# %% show_digits
def show_digits(images, labels):
    figure = Figure(figsize=(9, 5))
    for place in range(1, 11):
        axes = figure.add_subplot(3, 4, place)
        axes.matshow(images[place - 1], cmap="gray")
        axes.set_title(str(labels[place - 1]), loc="left", fontweight="bold")
        axes.tick_params(bottom=False, top=False, left=False, labeltop=False, labelleft=False)
    return figure
# %% normalize_images
def normalize_images(images):
    return tf.image.convert_image_dtype(images, tf.float32).numpy()
# %% flatten_images
def flatten_images(images):
    return tf.reshape(images, (-1, 784)).numpy()
# %% build_model
def build_model():
    return tf.keras.Sequential([
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(300, activation=tf.nn.relu),
        tf.keras.layers.Dense(100, activation=tf.nn.relu),
        tf.keras.layers.Dense(10, activation=tf.nn.softmax),
    ])
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    data = tf.data.Dataset.from_tensor_slices((images, labels))
    data = data.cache().shuffle(len(labels), reshuffle_each_iteration=True).batch(BATCH).prefetch(AUTO)
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate=0.02, momentum=0.5),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False),
        metrics=["accuracy"],
    )
    return model.fit(data, epochs=epochs, verbose=0)
# %% evaluate_model
def evaluate_model(model, images, labels):
    meter = tf.keras.metrics.SparseCategoricalAccuracy()
    for x, y in tf.data.Dataset.from_tensor_slices((images, labels)).batch(512):
        meter.update_state(y, model(x, training=False))
    return float(meter.result())
# %% predict_digits
def predict_digits(model, images):
    data = tf.data.Dataset.from_tensor_slices(images).batch(100)
    return tf.argmax(model.predict(data, verbose=0), axis=1, output_type=tf.int32).numpy()
