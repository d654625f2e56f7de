# assignment: mnist_adam
# about: French names, a class that collects the helpers, decorator, ReduceLROnPlateau, permutation and np.split
# loses:
# %% before normalize_images
class Outils:
    """Petites fonctions utiles."""

    NOIR, BLANC = 0, 255

    @staticmethod
    def probabilités(modèle, lot):
        return np.asarray(modèle(lot, training=False))

    @classmethod
    def chiffres(cls, modèle, images, taille=250):
        morceaux = (images[k : k + taille] for k in range(0, len(images), taille))
        return np.hstack([cls.probabilités(modèle, m).argmax(axis=1) for m in morceaux])
# %% normalize_images
def normalize_images(images):
    étendue = Outils.BLANC - Outils.NOIR
    return ((images - np.float64(Outils.NOIR)) / étendue).astype("float32", copy=False)
# %% build_model
def build_model():
    entrée = keras.Input(shape=(28, 28), name="entree")
    couche = keras.layers.Reshape(target_shape=(784,))(entrée)
    for neurones in [128, 32]:
        couche = keras.layers.Dense(neurones, use_bias=True)(couche)
        couche = keras.layers.ReLU()(couche)
    sortie = keras.layers.Softmax(axis=-1)(keras.layers.Dense(10)(couche))
    return keras.Model(entrée, sortie, name="reseau")
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    mélange = np.random.permutation(len(images))
    apprentissage, contrôle = np.split(mélange, [len(images) * 4 // 5])
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.0015),
        loss=keras.losses.SparseCategoricalCrossentropy(name="entropie_croisee"),
        metrics=["accuracy"],
    )
    patience = keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=3, min_lr=1e-4)
    trace = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda époque, mesures: print(époque + 1, mesures["val_loss"], end="; ")
    )
    return model.fit(
        np.take(images, apprentissage, axis=0),
        np.take(labels, apprentissage, axis=0),
        validation_data=(np.take(images, contrôle, axis=0), np.take(labels, contrôle, axis=0)),
        epochs=epochs,
        callbacks=[patience, trace],
        verbose=0,
    )
# %% plot_history
def plot_history(history):
    with plt.rc_context({"axes.grid": True, "lines.linewidth": 2.5}):
        fig, (gauche, droite) = plt.subplots(1, 2, figsize=(10, 4))
        époques = [e + 1 for e in history.epoch]
        for axe, clé in zip((gauche, droite), ("loss", "accuracy")):
            axe.plot(époques, history.history[clé], label=f"{clé} (train)")
            axe.plot(époques, history.history[f"val_{clé}"], label=f"{clé} (valid.)")
            axe.set_xlabel("epoch")
            axe.legend(loc="best")
    return fig
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    return float(accuracy_score(labels, Outils.chiffres(model, images)))
# %% predict_digit
def predict_digit(model, image):
    (p,) = Outils.probabilités(model, image[None, ...])
    chiffre = p.argmax()
    return chiffre, p[chiffre]
