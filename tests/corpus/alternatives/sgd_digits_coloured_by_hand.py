# assignment: mnist_sgd
# about: Turkish; model made of two nested models, RGBA pictures made by a colormap, cosine learning-rate schedule with Nesterov
# loses:
# %% show_digits
import math


def show_digits(images, labels):
    """İlk on rakam, mavi mürekkeple."""
    mavi = plt.get_cmap("Blues")
    sekil, eksenler = plt.subplots(
        nrows=5, ncols=2, figsize=(4, 10), subplot_kw={"frame_on": False, "xticks": [], "yticks": []}
    )
    for sira in range(10):
        eksen = eksenler[sira // 2, sira % 2]
        eksen.imshow(mavi(images[sira]))  # uint8 -> (28, 28, 4) renk
        eksen.set_title("Rakam: %d" % labels[sira], fontdict={"fontsize": 9, "color": "navy"})
    sekil.subplots_adjust(hspace=0.4)
    return sekil


def flatten_images(images):
    # satırları yan yana diz: (28, n, 28) -> (n, 28 * 28)
    return np.concatenate(images.swapaxes(0, 1), axis=1)


def build_model():
    govde = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(300, activation="relu"),
            keras.layers.Dense(100, activation="relu"),
        ],
        name="govde",
    )
    bas_girdi = keras.Input((100,))
    bas = keras.Model(bas_girdi, keras.layers.Dense(10, activation="softmax")(bas_girdi), name="bas")

    girdi = keras.Input((28, 28))
    return keras.Model(girdi, bas(govde(girdi)), name="butun")


def train_with_sgd(model, images, labels, epochs=20):
    adim_sayisi = epochs * math.ceil(len(images) / 32)
    ogrenme_hizi = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.05, decay_steps=adim_sayisi, alpha=0.05
    )
    model.compile(
        loss=keras.losses.SparseCategoricalCrossentropy(),
        optimizer=keras.optimizers.SGD(ogrenme_hizi, momentum=0.8, nesterov=True),
        metrics=["accuracy"],
    )
    return model.fit(x=images, y=labels, epochs=epochs, batch_size=32, verbose=0)
# %% flatten_images
# defined above
# %% build_model
# defined above
# %% train_with_sgd
# defined above
