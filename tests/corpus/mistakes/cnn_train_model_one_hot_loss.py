# assignment: mnist_cnn
# about: takes the loss for one-hot labels
# loses: train_model
# may_lose: test_accuracy
# mistake: one_hot_labels
# %% train_model
def train_model(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.CategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    callbacks = [keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)]
    return model.fit(images, labels, validation_split=0.2, epochs=epochs, callbacks=callbacks, verbose=0)
