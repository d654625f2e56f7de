# assignment: mnist_sgd
# about: 1/t decay of the learning rate, gradients clipped by value
# loses:
# %% build_model
def build_model():
    model = keras.Sequential()
    model.add(keras.Input(shape=(28, 28)))
    model.add(keras.layers.Flatten())
    for units in (300, 100):
        model.add(keras.layers.Dense(units, activation="relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    rate = keras.optimizers.schedules.InverseTimeDecay(0.1, decay_steps=1000, decay_rate=0.5)
    model.compile(
        optimizer=keras.optimizers.SGD(rate, clipvalue=0.5),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, batch_size=64, epochs=epochs, verbose=0)
