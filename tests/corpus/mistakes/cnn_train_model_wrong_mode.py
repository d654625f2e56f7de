# assignment: mnist_cnn
# about: takes a larger loss for a better one
# loses: train_model
# may_lose: test_accuracy
# mistake: takes_worse_for_better
# %% train_model
def train_model(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    callbacks = [keras.callbacks.EarlyStopping(mode="max", patience=2, restore_best_weights=True)]
    return model.fit(images, labels, validation_split=0.2, epochs=epochs, callbacks=callbacks, verbose=0)
