# assignment: mnist_adam
# about: Portuguese; epochs as text categories on the x axis; every weight of a sample is one; activations as partial and lambda; singledispatch for scaling
# loses:
# %% normalize_images
from functools import partial, singledispatch

import tensorflow as tf
from keras import ops


@singledispatch
def normalize_images(images):
    return np.asarray(images) / 255


@normalize_images.register
def _(images: np.ndarray):
    return np.multiply(images, 1 / 255, dtype=np.float32)


@normalize_images.register
def _(images: tf.Tensor):
    return tf.cast(images, tf.float32) / 255


def build_model():
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation=lambda z: ops.where(z > 0, z, 0.0)),
            keras.layers.Dense(32, activation=partial(keras.activations.relu, negative_slope=0.0)),
            keras.layers.Dense(10, activation=partial(keras.activations.softmax, axis=-1)),
        ]
    )


def train_with_adam(model, images, labels, epochs=25):
    otimizador = keras.optimizers.get("adam")
    otimizador.learning_rate = 0.0015
    model.compile(
        optimizer=otimizador, loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model.fit(
        images,
        labels,
        sample_weight=np.ones(len(labels), dtype="float32"),
        validation_split=0.2,
        validation_batch_size=400,
        epochs=epochs,
        verbose=0,
    )


def plot_history(history):
    epocas = [f"{n + 1}" for n in history.epoch]
    fig, eixos = plt.subplots(2, figsize=(8, 6))
    for eixo, chave, nome in zip(eixos, ("loss", "accuracy"), ("Perda", "Acurácia")):
        eixo.plot(epocas, history.history[chave], "o:", label=f"{nome} no treino")
        eixo.plot(epocas, history.history[f"val_{chave}"], "D:", label=f"{nome} na validação")
        eixo.set_xlabel("Época")
        eixo.legend(loc="best", frameon=False)
    fig.tight_layout()
    return fig


def predict_digit(model, image):
    lote = np.broadcast_to(image, (1, *image.shape))
    (probabilidades,) = model(ops.convert_to_tensor(lote.copy()), training=False)
    confianca, digito = max((float(p), d) for d, p in enumerate(probabilidades))
    return digito, confianca
# %% build_model
# defined above
# %% train_with_adam
# defined above
# %% plot_history
# defined above
# %% predict_digit
# defined above
