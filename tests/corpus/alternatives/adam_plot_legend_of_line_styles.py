# assignment: mnist_adam
# about: French; model made anew from a JSON text (model_from_json); plot with twinx and a legend of proxy lines (colour = metric, dash = validation); Counter.most_common for one digit
# loses:
# %% build_model
from collections import Counter

from matplotlib.lines import Line2D

PLAN = keras.Sequential(
    [
        keras.Input(shape=(28, 28), name="image"),
        keras.layers.Flatten(name="aplatir"),
        keras.layers.Dense(128, activation="relu", name="cachee_1"),
        keras.layers.Dense(32, activation="relu", name="cachee_2"),
        keras.layers.Dense(10, activation="softmax", name="sortie"),
    ],
    name="perceptron",
).to_json()


def build_model():
    return keras.models.model_from_json(PLAN)


def train_with_adam(model, images, labels, epochs=25):
    # étiquettes triées (ordre stable), puis une image sur cinq : chaque chiffre est représenté
    ordre = np.argsort(labels, kind="stable")
    garde = ordre[4::5]
    appris = np.setdiff1d(ordre, garde)
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(
        images[appris],
        labels[appris],
        validation_data=(images[garde], labels[garde]),
        epochs=epochs,
        verbose=0,
    )


def plot_history(history):
    journal = history.history
    epoques = np.arange(1, len(journal["loss"]) + 1)
    fig, ax_perte = plt.subplots(figsize=(7, 4), layout="constrained")
    ax_exactitude = ax_perte.twinx()
    for ax, cle, nom, couleur in (
        (ax_perte, "loss", "Perte", "tab:red"),
        (ax_exactitude, "accuracy", "Exactitude", "tab:blue"),
    ):
        ax.plot(epoques, journal[cle], color=couleur, linestyle="-")
        ax.plot(epoques, journal["val_" + cle], color=couleur, linestyle="--")
        ax.set_ylabel(nom, color=couleur)
        ax.tick_params(axis="y", labelcolor=couleur)
    ax_perte.set_xlabel("Époque")
    ax_perte.legend(
        handles=[
            Line2D([], [], color="0.3", linestyle="-", label="entraînement"),
            Line2D([], [], color="0.3", linestyle="--", label="validation"),
        ],
        loc="center right",
    )
    return fig


def predict_digit(model, image):
    probabilites = model.predict(image[None, :, :], verbose=0)[0]
    [(chiffre, confiance)] = Counter(dict(enumerate(probabilites.tolist()))).most_common(1)
    return chiffre, confiance
# %% train_with_adam
# defined above
# %% plot_history
# defined above
# %% predict_digit
# defined above
