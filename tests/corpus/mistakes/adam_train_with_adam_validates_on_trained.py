# assignment: mnist_adam
# about: the last fifth is passed as validation data but is trained on as well
# loses: train_with_adam
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    held = int(0.2 * len(images))
    x_val, y_val = images[-held:], labels[-held:]
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, validation_data=(x_val, y_val), verbose=0)
