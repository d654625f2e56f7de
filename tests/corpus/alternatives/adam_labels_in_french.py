# assignment: mnist_adam
# about: French labels on a Figure without pyplot, every fifth image held out
# loses:
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    rang = np.arange(len(images))
    validation = rang % 5 == 4
    apprentissage = np.logical_not(validation)
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=lambda vrai, prevu: keras.losses.sparse_categorical_crossentropy(vrai, prevu),
        metrics=["accuracy"],
    )
    return model.fit(
        images[apprentissage],
        labels[apprentissage],
        epochs=epochs,
        validation_data=(images[validation], labels[validation]),
        verbose=0,
    )
# %% plot_history
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def plot_history(history):
    courbes = history.history
    figure = Figure(figsize=(10, 4), layout="constrained")
    FigureCanvasAgg(figure)
    for place, cle, nom in ((121, "loss", "Perte"), (122, "accuracy", "Exactitude")):
        axe = figure.add_subplot(place)
        axe.plot(range(1, len(courbes[cle]) + 1), courbes[cle], "k-", label="entraînement")
        axe.plot(range(1, len(courbes[cle]) + 1), courbes["val_" + cle], "r-", label="validation")
        axe.set_title(nom)
        axe.set_xlabel("Époque")
        axe.set_ylabel(nom)
        axe.legend(loc="best")
    return figure
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    reponses = np.argmax(np.vstack([model.predict_on_batch(lot) for lot in np.array_split(images, 4) if len(lot)]), axis=1)
    return float(accuracy_score(labels, reponses))
# %% predict_digit
def predict_digit(model, image):
    (probabilites,) = model.predict(np.stack([image]), verbose=0)
    chiffre = probabilites.argmax()
    return chiffre.item(), probabilites[chiffre].item()
