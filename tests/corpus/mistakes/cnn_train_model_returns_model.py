# assignment: mnist_cnn
# about: returns the model
# loses: train_model
# may_lose: test_accuracy
# mistake: returns_model
# %% train_model
def train_model(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    callbacks = [keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)]
    model.fit(images, labels, validation_split=0.2, epochs=epochs, callbacks=callbacks, verbose=0)
    return model
