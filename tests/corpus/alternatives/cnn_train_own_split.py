# assignment: mnist_cnn
# about: splits by hand
# loses:
# %% train_model
def train_model(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    callbacks = [keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)]
    cut = len(images) * 4 // 5
    return model.fit(images[:cut], labels[:cut], validation_data=(images[cut:], labels[cut:]), epochs=epochs, callbacks=callbacks, verbose=0)
