# assignment: mnist_sgd
# about: German; dense and flatten layers written from scratch with add_weight, digits drawn with pcolormesh instead of imshow
# loses:
# %% show_digits
from keras import ops


def show_digits(images, labels):
    abbildung, achsen = plt.subplots(2, 5, figsize=(9, 4.2))
    for achse, bild, ziffer in zip(achsen.ravel(), images[:10], labels[:10]):
        achse.pcolormesh(bild, cmap="Greys", vmin=0, vmax=255)
        achse.invert_yaxis()  # pcolormesh beginnt unten, ein Bild oben
        achse.set_aspect("equal")
        achse.set_axis_off()
        achse.set_title(f"Ziffer {ziffer}")
    abbildung.suptitle("Die ersten zehn Bilder")
    abbildung.tight_layout()
    return abbildung


def flatten_images(images):
    # Pixel k einer flachen Zeile steht in Zeile k // 28, Spalte k % 28
    zeilen, spalten = np.divmod(np.arange(28 * 28), 28)
    return images[:, zeilen, spalten]


class Einebnen(keras.layers.Layer):
    """(n, 28, 28) -> (n, 784)"""

    def call(self, x):
        return ops.reshape(x, (-1, 28 * 28))


class Affin(keras.layers.Layer):
    """x W + b, danach die Aktivierung."""

    def __init__(self, einheiten, aktivierung, **kwargs):
        super().__init__(**kwargs)
        self.einheiten = einheiten
        self.aktivierung = keras.activations.get(aktivierung)

    def build(self, input_shape):
        self.matrix = self.add_weight(
            shape=(input_shape[-1], self.einheiten), initializer="glorot_uniform", name="matrix"
        )
        self.versatz = self.add_weight(
            shape=(self.einheiten,), initializer="zeros", name="versatz"
        )

    def call(self, x):
        return self.aktivierung(ops.add(ops.matmul(x, self.matrix), self.versatz))

    def get_config(self):
        konfiguration = super().get_config()
        konfiguration["einheiten"] = self.einheiten
        konfiguration["aktivierung"] = keras.activations.serialize(self.aktivierung)
        return konfiguration


def build_model():
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28)),
            Einebnen(name="einebnen"),
            Affin(300, "relu", name="verborgen_1"),
            Affin(100, "relu", name="verborgen_2"),
            Affin(10, "softmax", name="ausgabe"),
        ],
        name="von_hand",
    )


def predict_digits(model, images):
    wahrscheinlichkeiten = model.predict(images, batch_size=256, verbose=0)
    return np.fromiter(
        (max(range(10), key=zeile.__getitem__) for zeile in wahrscheinlichkeiten.tolist()),
        dtype=np.int64,
        count=len(wahrscheinlichkeiten),
    )
# %% flatten_images
# defined above
# %% build_model
# defined above
# %% predict_digits
# defined above
