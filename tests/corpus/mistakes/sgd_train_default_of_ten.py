# assignment: mnist_sgd
# about: 10 epochs by default
# loses: train_with_sgd
# mistake: wrong_default_epochs
# %% normalize_images
def normalize_images(images):
    return images.astype("float64") / 255.0
# %% flatten_images
def flatten_images(images):
    return np.array([image.ravel() for image in images])
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=10):
    n_steps = epochs * -(-len(images) // 32)
    lr = keras.optimizers.schedules.CosineDecay(0.05, decay_steps=n_steps, alpha=0.1)
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=lr, clipnorm=1.0),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs)
