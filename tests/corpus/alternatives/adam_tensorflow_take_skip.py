# assignment: mnist_adam
# about: tf.data with take and skip for the held-out fifth, metric object, stacked plots with a shared x axis
# loses:
# %% before normalize_images
import tensorflow as tf
# %% normalize_images
@tf.function
def _to_unit_interval(images):
    return tf.cast(images, tf.float32) / 255.0


def normalize_images(images):
    return _to_unit_interval(images).numpy()
# %% build_model
def build_model():
    inputs = tf.keras.Input(shape=(28, 28), name="image")
    outputs = inputs
    for layer in (
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax", name="probabilities"),
    ):
        outputs = layer(outputs)
    return tf.keras.Model(inputs, outputs)
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    n = len(images)
    n_validation = round(0.2 * n)
    order = tf.random.shuffle(tf.range(n), seed=5)
    everything = tf.data.Dataset.from_tensor_slices(
        (tf.gather(images, order), tf.gather(labels, order))
    )
    validation = everything.take(n_validation).batch(128).cache()
    training = everything.skip(n_validation).cache().shuffle(n - n_validation).batch(32)
    model.compile(
        optimizer=tf.keras.optimizers.Adam(learning_rate=1e-3),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(),
        metrics=[tf.keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model.fit(
        training.prefetch(tf.data.AUTOTUNE), validation_data=validation, epochs=epochs, verbose=0
    )
# %% plot_history
def plot_history(history):
    log = history.history
    figure, (top, bottom) = plt.subplots(2, 1, sharex=True, figsize=(6, 7))
    top.plot(history.epoch, log["loss"], label="train")
    top.plot(history.epoch, log["val_loss"], label="val")
    top.set_ylabel("loss")
    top.legend()
    bottom.plot(history.epoch, log["accuracy"], label="train")
    bottom.plot(history.epoch, log["val_accuracy"], label="val")
    bottom.set_ylabel("accuracy")
    bottom.set_xlabel("epoch")
    bottom.legend()
    return figure
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    batches = tf.data.Dataset.from_tensor_slices(images).batch(64)
    digits = tf.concat([tf.argmax(model(x, training=False), axis=1) for x in batches], axis=0)
    return accuracy_score(labels, digits.numpy())
# %% predict_digit
def predict_digit(model, image):
    probabilities = tf.squeeze(model(image[tf.newaxis, ...], training=False), axis=0)
    values, indices = tf.math.top_k(probabilities, k=1)
    return indices[0].numpy(), values[0].numpy()
