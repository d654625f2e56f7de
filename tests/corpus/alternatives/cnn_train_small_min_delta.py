# assignment: mnist_cnn
# about: an early stopping that takes what is better by less than a thousandth for no better
# %% train_model
def train_model(model, images, labels, epochs=20):
    model.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
    patient = keras.callbacks.EarlyStopping(
        monitor="val_loss", min_delta=0.001, patience=2, restore_best_weights=True
    )
    return model.fit(
        images, labels, validation_split=0.2, epochs=epochs, callbacks=[patient], verbose=0
    )
