# assignment: mnist_adam
# about: keras.utils.split_dataset makes the fifth; layer objects as activation arguments; the y labels alone say metric, training and validation (Portuguese, no legend, no title)
# loses:
# %% build_model
import tensorflow as tf


def build_model():
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(data_format="channels_last"),
            keras.layers.Dense(128, activation=keras.layers.ReLU()),
            keras.layers.Dense(32, activation=keras.layers.ReLU()),
            keras.layers.Dense(10, activation=keras.layers.Softmax()),
        ]
    )


def train_with_adam(model, images, labels, epochs=25):
    treino, validacao = keras.utils.split_dataset(
        (np.asarray(images), np.asarray(labels)), left_size=0.8, shuffle=True, seed=5
    )
    model.compile(
        optimizer=keras.optimizers.Adam(1e-3),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(
        treino.cache().shuffle(10_000).batch(32),
        validation_data=validacao.batch(128),
        epochs=epochs,
        verbose=0,
    )


def plot_history(history):
    h = history.history
    epocas = np.arange(1, len(h["loss"]) + 1)
    fig, (cima, baixo) = plt.subplots(2, 1, figsize=(6, 7), sharex=True)
    cima.plot(epocas, h["loss"], "k-", epocas, h["val_loss"], "k:")
    cima.set_ylabel("Perda\n(linha cheia: treino, pontilhada: validação)")
    baixo.plot(epocas, h["accuracy"], "k-", epocas, h["val_accuracy"], "k:")
    baixo.set_ylabel("Acurácia\n(linha cheia: treino, pontilhada: validação)")
    baixo.set_xlabel("Época")
    fig.align_ylabels()
    return fig


def predict_digit(model, image):
    one = tf.data.Dataset.from_tensors(image).batch(1)
    best = tf.math.top_k(model.predict(one, verbose=0), k=1)
    return int(best.indices[0, 0]), float(best.values[0, 0])
# %% train_with_adam
# defined above
# %% plot_history
# defined above
# %% predict_digit
# defined above
