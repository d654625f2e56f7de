# assignment: mnist_adam
# about: one fit call an epoch with a batch size that grows, all into one History; curves drawn as stairs, Polish labels; scaling with tf.image.convert_image_dtype
# loses:
# %% normalize_images
import heapq

import tensorflow as tf


def normalize_images(images):
    return tf.image.convert_image_dtype(images, tf.float32).numpy()


def build_model():
    body = keras.Sequential(
        [keras.layers.Dense(128, activation="relu"), keras.layers.Dense(32, activation="relu")],
        name="body",
    )
    head = keras.layers.Dense(10, activation="softmax", name="head")
    return keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), body, head])


def train_with_adam(model, images, labels, epochs=25):
    # "Don't decay the learning rate, increase the batch size" (Smith et al., 2018)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = keras.callbacks.History()
    for epoch in range(epochs):
        model.fit(
            images,
            labels,
            batch_size=min(32 * 2 ** (epoch // 8), 128),
            initial_epoch=epoch,
            epochs=epoch + 1,
            validation_split=0.2,
            callbacks=[history],
            verbose=0,
        )
    return history


def plot_history(history):
    fig, axs = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for ax, metric, name in zip(axs, ("loss", "accuracy"), ("Strata", "Dokładność")):
        for key, label, color in (
            (metric, "zbiór treningowy", "seagreen"),
            ("val_" + metric, "zbiór walidacyjny", "orchid"),
        ):
            values = history.history[key]
            edges = np.arange(len(values) + 1) + 0.5
            ax.stairs(values, edges, baseline=None, label=label, color=color, linewidth=2)
        ax.set(title=name, xlabel="Epoka")
        ax.legend()
    return fig


def predict_digit(model, image):
    row = model.predict(image.reshape(1, 28, 28), verbose=0)[0].tolist()
    ((confidence, digit),) = heapq.nlargest(1, zip(row, range(10)))
    return digit, confidence
# %% build_model
# defined above
# %% train_with_adam
# defined above
# %% plot_history
# defined above
# %% predict_digit
# defined above
