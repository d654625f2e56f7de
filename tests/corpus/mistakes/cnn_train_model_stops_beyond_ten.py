# assignment: mnist_cnn
# about: stops early only where more than ten epochs are asked for
# loses: train_model
# mistake: stops_sometimes
# %% train_model
def train_model(model, images, labels, epochs=20):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping(
        monitor="val_loss", patience=2, restore_best_weights=True
    )
    return model.fit(
        images,
        labels,
        epochs=epochs,
        validation_split=0.2,
        callbacks=[stop] if epochs > 10 else [],
        verbose=0,
    )
