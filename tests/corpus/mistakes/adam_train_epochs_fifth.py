# assignment: mnist_adam
# about: batch_size stands before epochs: train_with_adam(model, images, labels, 3) trains 25 epochs with batches of 3
# loses: train_with_adam
# mistake: epochs_not_fourth
# %% train_with_adam
def train_with_adam(model, images, labels, batch_size=32, epochs=25):
    model.compile(
        loss=keras.losses.SparseCategoricalCrossentropy(),
        optimizer=keras.optimizers.Adam(),
        metrics=["accuracy"],
    )
    history = model.fit(
        images,
        labels,
        batch_size=batch_size,
        epochs=epochs,
        validation_split=0.2,
        verbose=0,
    )
    return history
