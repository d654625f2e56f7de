# assignment: mnist_adam
# about: German labels, blocks of ten epochs, EinsumDense layers
# loses:
# %% build_model
def dichte_schicht(einheiten, aktivierung):
    return keras.layers.EinsumDense(
        "bi,io->bo", output_shape=(einheiten,), bias_axes="o", activation=aktivierung
    )


def build_model():
    modell = keras.Sequential(name="ziffern")
    modell.add(keras.Input(shape=(28, 28)))
    modell.add(keras.layers.Flatten())
    modell.add(dichte_schicht(128, "relu"))
    modell.add(dichte_schicht(32, "relu"))
    modell.add(dichte_schicht(10, "softmax"))
    return modell
# %% train_with_adam
from sklearn.model_selection import train_test_split


def train_with_adam(model, images, labels, epochs=25):
    lern_x, pruef_x, lern_y, pruef_y = train_test_split(
        images, labels, test_size=0.2, random_state=2024
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    gesamt = None
    for beginn in range(0, epochs, 10):
        teil = model.fit(
            lern_x,
            lern_y,
            initial_epoch=beginn,
            epochs=min(beginn + 10, epochs),
            validation_data=(pruef_x, pruef_y),
            verbose=0,
        )
        if gesamt is None:
            gesamt = teil
            continue
        gesamt.epoch.extend(teil.epoch)
        for name, werte in teil.history.items():
            gesamt.history[name].extend(werte)
    return gesamt
# %% plot_history
def plot_history(history):
    verlauf = history.history
    abbildung, (links, rechts) = plt.subplots(ncols=2, figsize=(10, 4))
    for achse, schluessel, name in ((links, "loss", "Verlust"), (rechts, "accuracy", "Genauigkeit")):
        epochen = np.linspace(1, len(verlauf[schluessel]), len(verlauf[schluessel]))
        achse.plot(epochen, verlauf[schluessel], lw=2)
        achse.plot(epochen, verlauf["val_" + schluessel], lw=2, ls="dashed")
        achse.set_xlabel("Epoche")
        achse.set_ylabel(name)
        achse.legend(["Training", "Validierung"])
    return abbildung
# %% predict_digit
def predict_digit(model, image):
    wahrscheinlichkeiten = model.predict(image[None], verbose=0).flatten().tolist()
    sicherheit = max(wahrscheinlichkeiten)
    return wahrscheinlichkeiten.index(sicherheit), sicherheit
