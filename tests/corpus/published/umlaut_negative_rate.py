# assignment: mnist_adam
# about: learning rate of minus 1000
# source: UMLAUT (Schoop, Huang, Hartmann, CHI 2021), second program of its repository
# loses: train_with_adam
# may_lose: test_accuracy
# mistake: negative_learning_rate
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    rate = -1e3
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, validation_split=0.2, epochs=epochs, verbose=0)
