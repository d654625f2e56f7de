# assignment: mnist_cnn
# about: does not put the best weights back
# loses: train_model
# may_lose: test_accuracy
# mistake: keeps_last_weights
# %% train_model
def train_model(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    callbacks = [keras.callbacks.EarlyStopping(patience=2)]
    return model.fit(images, labels, validation_split=0.2, epochs=epochs, callbacks=callbacks, verbose=0)
