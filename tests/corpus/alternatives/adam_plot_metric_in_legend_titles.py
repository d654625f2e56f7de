# assignment: mnist_adam
# about: tf.data with enumerate and filter holds back every fifth image; twin axes with two legends whose titles name the metric, Vietnamese labels; NumPy scalars as the pair
# loses:
# %% build_model
import tensorflow as tf


def build_model():
    model = keras.Sequential(
        [
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.build((None, 28, 28))
    return model


def train_with_adam(model, images, labels, epochs=25):
    n = len(images)
    held_back = len(range(0, n, 5))
    numbered = tf.data.Dataset.from_tensor_slices((images, labels)).enumerate()
    train = numbered.filter(lambda i, pair: i % 5 != 0).map(lambda i, pair: pair)
    check_ = numbered.filter(lambda i, pair: i % 5 == 0).map(lambda i, pair: pair)
    train = train.apply(tf.data.experimental.assert_cardinality(n - held_back))
    check_ = check_.apply(tf.data.experimental.assert_cardinality(held_back))
    model.compile(
        optimizer=keras.optimizers.Adam(global_clipnorm=20.0),
        loss=keras.losses.SparseCategoricalCrossentropy(name="sai_so"),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model.fit(
        train.cache().shuffle(n).batch(32).prefetch(2),
        validation_data=check_.batch(200).cache(),
        epochs=epochs,
        verbose=0,
    )


def plot_history(history):
    h = history.history
    fig, trai = plt.subplots(figsize=(8, 5))
    phai = trai.twinx()
    ky = list(range(1, len(h["loss"]) + 1))
    trai.plot(ky, h["loss"], "o-", c="firebrick", ms=3, label="huấn luyện")
    trai.plot(ky, h["val_loss"], "o", ls="dashed", c="lightcoral", ms=3, label="kiểm định")
    phai.plot(ky, h["accuracy"], "s-", c="darkgreen", ms=3, label="huấn luyện")
    phai.plot(ky, h["val_accuracy"], "s", ls="dashed", c="limegreen", ms=3, label="kiểm định")
    trai.legend(title="Mất mát (trục trái)", loc="center left")
    phai.legend(title="Độ chính xác (trục phải)", loc="center right")
    trai.set_xlabel("Epoch")
    return fig


def predict_digit(model, image):
    row = model.predict(np.broadcast_to(image, (1, 28, 28)), verbose=0)[0]
    digit = np.argmax(row)
    return digit, row[digit]
# %% train_with_adam
# defined above
# %% plot_history
# defined above
# %% predict_digit
# defined above
