# assignment: mnist_adam
# about: a string with a percent sign
# loses: evaluate_accuracy
# mistake: returns_text
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
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
    accuracy = accuracy_score(labels, np.asarray(model(images)).argmax(-1))
    return f"{accuracy:.2%}"
