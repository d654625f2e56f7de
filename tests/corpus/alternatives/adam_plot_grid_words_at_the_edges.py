# assignment: mnist_adam
# about: Spanish; first fold of sklearn's KFold(5) as validation; 2 x 2 grid whose column titles say the set, row labels the metric and supxlabel the epoch; MinMaxScaler told the range 0-255
# loses:
# %% normalize_images
from sklearn.model_selection import KFold
from sklearn.preprocessing import MinMaxScaler


def normalize_images(images):
    escala = MinMaxScaler().fit([[0.0], [255.0]])  # el mismo rango para todas las imágenes
    return escala.transform(images.reshape(-1, 1)).reshape(images.shape)


def train_with_adam(model, images, labels, epochs=25):
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.001, amsgrad=True),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    entrena, valida = next(KFold(n_splits=5, shuffle=True, random_state=3).split(images))
    return model.fit(
        x=images[entrena],
        y=labels[entrena],
        validation_data=(images[valida], labels[valida]),
        epochs=epochs,
        verbose=0,
    )


def plot_history(history):
    datos = history.history
    figura, ejes = plt.subplots(2, 2, sharex=True, sharey="row", figsize=(8, 5), layout="constrained")
    for fila, (clave, nombre) in enumerate([("loss", "Pérdida"), ("accuracy", "Exactitud")]):
        for columna, prefijo in enumerate(["", "val_"]):
            serie = datos[prefijo + clave]
            ejes[fila, columna].plot(range(1, len(serie) + 1), serie, "C%d.-" % columna)
            ejes[fila, columna].grid(True, linestyle=":")
        ejes[fila, 0].set_ylabel(nombre)
    ejes[0, 0].set_title("Entrenamiento")
    ejes[0, 1].set_title("Validación")
    figura.supxlabel("Época")
    return figura


def evaluate_accuracy(model, images, labels):
    aciertos = accuracy_score(
        labels, np.argmax(model.predict(images, verbose=0), axis=1), normalize=False
    )
    return float(aciertos) / len(labels)
# %% train_with_adam
# defined above
# %% plot_history
# defined above
# %% evaluate_accuracy
# defined above
