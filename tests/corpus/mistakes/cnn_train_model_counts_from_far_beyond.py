# assignment: mnist_cnn
# about: counts the epochs from a number with 5,000 digits
# loses: train_model
# may_lose: test_accuracy
# %% train_model
def train_model(model, images, labels, epochs=20):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping(
        monitor="val_loss", patience=2, restore_best_weights=True
    )
    history = model.fit(
        images, labels, epochs=epochs, validation_split=0.2, callbacks=[stop], verbose=0
    )
    history.epoch = [10**5000 + number for number in history.epoch]
    history.params = {**history.params, "epochs": -(10**5000)}
    return history
