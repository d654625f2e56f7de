# assignment: mnist_cnn
# about: says which way is better, and tells about it
# loses:
# %% train_model
def train_model(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    callbacks = [keras.callbacks.EarlyStopping("val_loss", mode="min", patience=2, restore_best_weights=True, verbose=0)]
    return model.fit(images, labels, validation_split=0.2, epochs=epochs, callbacks=callbacks, verbose=0)
