# assignment: mnist_cnn
# about: freezes every convolution before it trains
# loses: train_model
# may_lose: test_accuracy
# mistake: leaves_layers_out
# %% train_model
def train_model(model, images, labels, epochs=20):
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D):
            layer.trainable = False
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping(
        monitor="val_loss", patience=2, restore_best_weights=True
    )
    return model.fit(
        images, labels, epochs=epochs, validation_split=0.2, callbacks=[stop], verbose=0
    )
