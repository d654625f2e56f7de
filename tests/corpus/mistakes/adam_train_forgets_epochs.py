# assignment: mnist_adam
# about: fit is called without epochs, so it runs one
# loses: train_with_adam test_accuracy
# mistake: ignores_epochs
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    rng = np.random.default_rng(7)
    order = rng.permutation(len(images))
    n_validation = len(images) // 5
    validation, training = order[:n_validation], order[n_validation:]

    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=2e-3),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(
        images[training],
        labels[training],
        validation_data=(images[validation], labels[validation]),
        batch_size=128,
    )
# %% normalize_images
def normalize_images(images):
    """Scale with ordinary Python division, image after image."""
    return np.stack([image / 255 for image in images])
