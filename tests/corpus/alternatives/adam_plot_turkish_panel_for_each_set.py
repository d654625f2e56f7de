# assignment: mnist_adam
# about: Turkish; one panel per set (training, validation) with loss and accuracy on two y axes inside; registered subclassed model with build(); NamedTuple as the pair
# loses:
# %% build_model
from typing import NamedTuple


class Tahmin(NamedTuple):
    rakam: int
    guven: float


@keras.saving.register_keras_serializable(package="odev")
class RakamAgi(keras.Model):
    def __init__(self, genislikler=(128, 32), **kwargs):
        super().__init__(**kwargs)
        self.genislikler = tuple(genislikler)
        self.duzlestir = keras.layers.Reshape((-1,))
        self.gizli = [keras.layers.Dense(g, activation="relu") for g in self.genislikler]
        self.cikis = keras.layers.Dense(10)
        self.olasilik = keras.layers.Softmax()

    def build(self, input_shape):
        self.duzlestir.build(input_shape)
        boyut = input_shape[1] * input_shape[2]
        for katman in [*self.gizli, self.cikis]:
            katman.build((None, boyut))
            boyut = katman.units
        self.built = True

    def call(self, x, training=None):
        x = self.duzlestir(x)
        for katman in self.gizli:
            x = katman(x)
        return self.olasilik(self.cikis(x))

    def get_config(self):
        return {**super().get_config(), "genislikler": list(self.genislikler)}


def build_model():
    ag = RakamAgi()
    ag.build((None, 28, 28))
    return ag


def plot_history(history):
    kayit = history.history
    sekil = plt.figure(figsize=(10, 4))
    for yer, (onek, baslik) in enumerate({"": "Eğitim", "val_": "Doğrulama"}.items(), start=1):
        sol = sekil.add_subplot(1, 2, yer)
        sag = sol.twinx()
        devirler = [n + 1 for n in range(len(kayit[onek + "loss"]))]
        (kayip,) = sol.plot(devirler, kayit[onek + "loss"], "v-", c="darkred", label="kayıp (loss)")
        (dogruluk,) = sag.plot(
            devirler, kayit[onek + "accuracy"], "^-", c="darkgreen", label="doğruluk (accuracy)"
        )
        sol.set_title(baslik)
        sol.set_xlabel("Devir (epoch)")
        sol.set_ylabel("Kayıp")
        sag.set_ylabel("Doğruluk")
        sag.set_ylim(0, 1.02)
        sol.legend(handles=[kayip, dogruluk], loc="center right")
    sekil.tight_layout()
    return sekil


def predict_digit(model, image):
    olasiliklar = np.ravel(model.predict_on_batch(np.array(image, ndmin=3)))
    rakam = int(olasiliklar.argmax())
    return Tahmin(rakam, float(olasiliklar[rakam]))
# %% plot_history
# defined above
# %% predict_digit
# defined above
