# assignment: mnist_cnn
# about: trains another model
# loses: train_model
# may_lose: test_accuracy
# mistake: trains_another_model
# %% train_model
def train_model(model, images, labels, epochs=20):
    model = build_model()
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    callbacks = [keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)]
    return model.fit(images, labels, validation_split=0.2, epochs=epochs, callbacks=callbacks, verbose=0)
