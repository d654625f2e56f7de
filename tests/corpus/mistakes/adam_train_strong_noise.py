# assignment: mnist_adam
# about: adds strong noise to the images before they are trained on
# loses: train_with_adam
# may_lose: test_accuracy
# mistake: changes_images
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    noisy = images + np.random.default_rng(0).normal(0, 0.8, images.shape).astype("float32")
    model.compile(
        optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model.fit(noisy, labels, epochs=epochs, validation_split=0.2, verbose=0)
