# assignment: mnist_cnn
# about: waits for none
# loses: train_model
# may_lose: test_accuracy
# mistake: wrong_patience
# %% train_model
def train_model(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    callbacks = [keras.callbacks.EarlyStopping(patience=0, restore_best_weights=True)]
    return model.fit(images, labels, validation_split=0.2, epochs=epochs, callbacks=callbacks, verbose=0)
