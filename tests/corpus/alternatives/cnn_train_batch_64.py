# assignment: mnist_cnn
# about: batches of 64
# loses:
# %% train_model
def train_model(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    callbacks = [keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)]
    return model.fit(images, labels, validation_split=0.2, epochs=epochs, batch_size=64, callbacks=callbacks, verbose=0)
