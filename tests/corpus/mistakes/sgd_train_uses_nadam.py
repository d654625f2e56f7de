# assignment: mnist_sgd
# about: Nadam instead of SGD
# loses: train_with_sgd
# mistake: wrong_optimizer
# %% build_model
def build_model():
    model = keras.Sequential([
        keras.Input(shape=(28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(300, activation="relu"),
        keras.layers.Dense(100, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    # the compile above used Adam, this task is about SGD
    model.compile(
        optimizer=keras.optimizers.Nadam(),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy", keras.metrics.SparseTopKCategoricalAccuracy(k=3, name="top3")],
    )
    return model.fit(images, labels, epochs=epochs, verbose=0)
