# assignment: mnist_adam
# about: Polish; curves drawn from a plan of dicts, epochs from 0, legends stand in hidden spare axes; a callback warms the rate up batch by batch; accuracy_score per chunk, weighted mean
# loses:
# %% train_with_adam
from sklearn import metrics as sk_metrics


class Rozgrzewka(keras.callbacks.Callback):
    """Pierwsze kroki są mniejsze: od połowy kroku do całego w 20 porcjach."""

    def __init__(self, pelny=1e-3, porcje=20):
        super().__init__()
        self.pelny, self.porcje, self.licznik = pelny, porcje, 0

    def on_train_batch_begin(self, batch, logs=None):
        self.licznik += 1
        czesc = min(1.0, 0.5 + 0.5 * self.licznik / self.porcje)
        self.model.optimizer.learning_rate = self.pelny * czesc


def train_with_adam(model, images, labels, epochs=25):
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(
        images,
        labels,
        epochs=epochs,
        validation_split=0.2,
        shuffle=True,
        callbacks=[Rozgrzewka()],
        verbose=0,
    )


PLAN = (
    {"klucz": "loss", "wiersz": 0, "nazwa": "Strata (trening)", "kolor": "#1b9e77"},
    {"klucz": "val_loss", "wiersz": 0, "nazwa": "Strata (walidacja)", "kolor": "#d95f02"},
    {"klucz": "accuracy", "wiersz": 1, "nazwa": "Dokładność (trening)", "kolor": "#7570b3"},
    {"klucz": "val_accuracy", "wiersz": 1, "nazwa": "Dokładność (walidacja)", "kolor": "#e7298a"},
)


def plot_history(history):
    rysunek, osie = plt.subplots(
        2, 2, figsize=(9, 6), sharex="col", gridspec_kw={"width_ratios": [3, 1]}, layout="constrained"
    )
    for krzywa in PLAN:
        wykres = osie[krzywa["wiersz"], 0]
        punkty = history.history[krzywa["klucz"]]
        wykres.plot(np.arange(len(punkty)), punkty, color=krzywa["kolor"], label=krzywa["nazwa"], lw=2.5, alpha=0.8)
    for wykres, obok in osie:
        wykres.spines[["top", "right"]].set_visible(False)
        obok.set_axis_off()  # tylko miejsce na legendę
        obok.legend(*wykres.get_legend_handles_labels(), loc="center", frameon=False)
    osie[1, 0].set_xlabel("Epoka")
    return rysunek


def evaluate_accuracy(model, images, labels):
    """Średnia dokładność paczek po 100 obrazów, ważona wielkością paczki."""
    wyniki, wagi = [], []
    for poczatek in range(0, len(images), 100):
        obrazy, cyfry = images[poczatek : poczatek + 100], labels[poczatek : poczatek + 100]
        odpowiedzi = keras.ops.argmax(model(obrazy, training=False), axis=-1)
        wyniki.append(sk_metrics.accuracy_score(cyfry, keras.ops.convert_to_numpy(odpowiedzi)))
        wagi.append(len(cyfry))
    return float(np.average(wyniki, weights=wagi))
# %% plot_history
# defined above
# %% evaluate_accuracy
# defined above
