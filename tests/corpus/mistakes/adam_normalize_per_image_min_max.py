# assignment: mnist_adam
# about: stretches each image from its own minimum to its own maximum
# loses: normalize_images
# mistake: per_image_scaling
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
        epochs=epochs,
    )
# %% normalize_images
def normalize_images(images):
    """Scale with ordinary Python division, image after image."""
    return np.stack([(image - image.min()) / (image.max() - image.min()) for image in images])
