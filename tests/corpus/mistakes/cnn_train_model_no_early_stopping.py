# assignment: mnist_cnn
# about: trains all epochs
# loses: train_model
# may_lose: test_accuracy
# mistake: never_stops
# %% train_model
def train_model(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    callbacks = [keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)]
    return model.fit(images, labels, validation_split=0.2, epochs=epochs, verbose=0)
