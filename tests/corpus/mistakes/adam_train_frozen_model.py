# assignment: mnist_adam
# about: the model is frozen, so nothing learns
# loses: train_with_adam test_accuracy
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.trainable = False
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.002),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    callbacks = [
        keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=3),
        keras.callbacks.CSVLogger("training_log.csv"),
    ]
    return model.fit(
        images,
        labels,
        epochs=epochs,
        batch_size=64,
        validation_split=0.2,
        callbacks=callbacks,
        verbose=0,
    )
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    return accuracy_score(np.asarray(labels), np.asarray(model(images)).argmax(-1))
