# assignment: mnist_adam
# about: stops when the accuracy gets better, which it takes for worse, and takes back the first weights
# loses: train_with_adam
# may_lose: test_accuracy
# mistake: early_stopping
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    stop = keras.callbacks.EarlyStopping(
        monitor="val_accuracy", mode="min", patience=1, restore_best_weights=True
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(
        images, labels, epochs=epochs, validation_split=0.2, callbacks=[stop], verbose=0
    )
