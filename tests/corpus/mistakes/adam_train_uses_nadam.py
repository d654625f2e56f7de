# assignment: mnist_adam
# about: Nadam instead of Adam
# loses: train_with_adam
# mistake: wrong_optimizer
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=epochs + 1)
    model.compile(
        optimizer=keras.optimizers.Nadam(learning_rate=0.0005),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(
        images, labels, epochs=epochs, validation_split=0.2, callbacks=[stop], verbose=2
    )
