# assignment: mnist_sgd
# about: German names, frozen dataclass of settings, own dense layer with add_weight, loss as own function
# loses:
# %% before show_digits
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Einstellungen:
    epochen: int = 20
    lernrate: float = 0.02
    schwung: float = 0.9
    breiten: tuple = field(default=(300, 100, 10))


EINSTELLUNGEN = Einstellungen()
# %% show_digits
def show_digits(images, labels):
    abbildung = plt.figure(figsize=(10, 4.5))
    oben, unten = abbildung.subfigures(2, 1)
    zaehler = 0
    for haelfte in (oben, unten):
        for achse in haelfte.subplots(1, 5):
            achse.imshow(images[zaehler], cmap="bone")
            achse.set_title(f"Ziffer {labels[zaehler]}")
            achse.axis("off")
            zaehler += 1
    return abbildung
# %% normalize_images
def normalize_images(images):
    größter_grauwert = np.iinfo(images.dtype).max
    ergebnis = np.array(images, dtype=np.float32, copy=True)
    ergebnis /= größter_grauwert
    return ergebnis
# %% flatten_images
def flatten_images(images):
    return np.array([bild.ravel() for bild in images])
# %% build_model
class Dicht(keras.layers.Layer):
    """Meine eigene Dense-Schicht."""

    def __init__(self, neuronen, aktivierung, **rest):
        super().__init__(**rest)
        self.neuronen = neuronen
        self.aktivierung = keras.activations.get(aktivierung)

    def build(self, form):
        self.gewichte = self.add_weight(
            shape=(form[-1], self.neuronen), initializer="glorot_uniform", name="gewichte"
        )
        self.schwelle = self.add_weight(shape=(self.neuronen,), initializer="zeros", name="schwelle")

    def call(self, eingabe):
        return self.aktivierung(keras.ops.matmul(eingabe, self.gewichte) + self.schwelle)

    def compute_output_shape(self, form):
        return (*form[:-1], self.neuronen)

    def get_config(self):
        return {
            **super().get_config(),
            "neuronen": self.neuronen,
            "aktivierung": keras.activations.serialize(self.aktivierung),
        }


def build_model():
    *versteckt, ausgang = EINSTELLUNGEN.breiten
    return keras.Sequential(
        [keras.Input((28, 28)), keras.layers.Flatten()]
        + [Dicht(neuronen, "relu") for neuronen in versteckt]
        + [Dicht(ausgang, "softmax")]
    )
# %% train_with_sgd
def kreuzentropie(wahr, geschätzt):
    return keras.losses.sparse_categorical_crossentropy(wahr, geschätzt)


def train_with_sgd(model, images, labels, epochs=EINSTELLUNGEN.epochen):
    optimierer = keras.optimizers.SGD(EINSTELLUNGEN.lernrate, momentum=EINSTELLUNGEN.schwung)
    model.compile(optimizer=optimierer, loss=kreuzentropie, metrics=["accuracy"])
    verlauf = model.fit(
        images, labels, batch_size=64, epochs=epochs, class_weight=None, sample_weight=None, verbose=0
    )
    return verlauf
# %% evaluate_model
def evaluate_model(model, images, labels):
    treffer = sum(int(a) == int(b) for a, b in zip(predict_digits(model, images), labels))
    return treffer / len(labels)
# %% predict_digits
def predict_digits(model, images):
    wahrscheinlichkeiten = model.predict(images, verbose=0)
    return [int(np.argmax(zeile)) for zeile in wahrscheinlichkeiten]
