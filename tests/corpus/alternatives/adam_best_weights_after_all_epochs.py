# assignment: mnist_adam
# about: trains all epochs, and then takes back the weights with the best accuracy in validation
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    best = keras.callbacks.EarlyStopping(
        monitor="val_accuracy", patience=epochs, restore_best_weights=True
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(
        images, labels, epochs=epochs, validation_split=0.2, callbacks=[best], verbose=0
    )
