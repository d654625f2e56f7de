# assignment: mnist_adam
# about: Python generator with steps_per_epoch, validation arrays, partials, singledispatch, scatter curves on a dashboard
# loses:
# %% before normalize_images
import collections
import functools
import math

dense = functools.partial(keras.layers.Dense, kernel_initializer=keras.initializers.HeNormal())
Split = collections.namedtuple("Split", "x y x_val y_val")


def hold_out_every_fifth(images, labels):
    """Images 4, 9, 14, ... are held out."""
    images, labels = np.asarray(images), np.asarray(labels)
    out = np.arange(len(labels)) % 5 == 4
    return Split(images[~out], labels[~out], images[out], labels[out])


def endless_batches(x, y, size):
    while True:
        order = np.random.permutation(len(y))
        for start in range(0, len(y), size):
            chosen = order[start : start + size]
            yield x[chosen], y[chosen]
# %% normalize_images
@functools.singledispatch
def normalize_images(images):
    return normalize_images(np.asarray(images))


@normalize_images.register
def _(images: np.ndarray):
    return images.astype(np.float32) * np.float32(1 / 255)
# %% build_model
def build_model():
    model = keras.Sequential(
        [
            keras.layers.Flatten(),
            dense(128, activation="relu"),
            dense(32, activation="relu"),
            keras.layers.Dense(10, activation=keras.ops.softmax),
        ]
    )
    return model
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    split = hold_out_every_fifth(images, labels)
    size = 40
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.0012, clipvalue=0.5),
        loss="sparse_categorical_crossentropy",
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model.fit(
        endless_batches(split.x, split.y, size),
        steps_per_epoch=math.ceil(len(split.y) / size),
        validation_data=(split.x_val, split.y_val),
        epochs=epochs,
        verbose=0,
    )
# %% plot_history
def plot_history(history):
    fig, axd = plt.subplot_mosaic("LLA;LLA;...", figsize=(11, 5), gridspec_kw={"wspace": 0.4})
    curves = functools.partial(zip, ("", "val_"), ("Training", "Validation"), ("solid", "dotted"))
    for letter, metric in {"L": "loss", "A": "accuracy"}.items():
        ax = axd[letter]
        for prefix, who, style in curves():
            y = history.history[prefix + metric]
            ax.plot(range(len(y)), y, linestyle=style, marker="x", label=f"{who} {metric}")
        ax.set_title(f"{metric.title()} against epoch")
        ax.legend()
    return fig
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    predict = functools.partial(model.predict, batch_size=1024, verbose=0)
    return accuracy_score(labels, functools.reduce(lambda p, f: f(p), [predict, lambda p: p.argmax(-1)], images))
# %% predict_digit
def predict_digit(model, image):
    p = model.predict(image[None, :], verbose=0)
    digit = keras.ops.argmax(p, axis=1)[0]
    return int(digit), float(keras.ops.max(p))
