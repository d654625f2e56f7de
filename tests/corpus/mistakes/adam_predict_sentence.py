# assignment: mnist_adam
# about: a sentence instead of a pair
# loses: predict_digit
# mistake: not_a_pair
# %% build_model
def build_model():
    # réseau à deux couches cachées
    entrée = keras.Input(shape=(28, 28))
    aplatie = keras.layers.Flatten()(entrée)
    cachée = keras.layers.Dense(128, activation="relu")(aplatie)
    cachée = keras.layers.Dense(32, activation="relu")(cachée)
    sortie = keras.layers.Dense(10, activation="softmax")(cachée)
    return keras.Model(entrée, sortie)
# %% after build_model
modèle = build_model()
modèle.fit(x_train)  # pas encore compilé
# %% predict_digit
def predict_digit(model, image):
    lot = image.reshape((1, 28, 28))
    probabilités = model.predict(lot, verbose=0)[0]
    chiffre = int(probabilités.argmax())
    confiance = float(probabilités[chiffre])
    print(f"C'est un {chiffre} ({confiance:.1%})")
    return f"{chiffre} ({confiance:.0%})"
