# assignment: mnist_adam
# about: early stopping with no patience for small steps
# loses: train_with_adam
# may_lose: test_accuracy
# mistake: early_stopping
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    stop = keras.callbacks.EarlyStopping(monitor="val_loss", min_delta=0.1, patience=1)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.0005),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(
        images, labels, epochs=epochs, validation_split=0.2, callbacks=[stop], verbose=2
    )
