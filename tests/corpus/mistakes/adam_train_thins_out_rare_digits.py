# assignment: mnist_adam
# about: takes images of the rarer digits out before it splits
# loses: train_with_adam
# mistake: leaves_out_images
# may_lose: test_accuracy
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    counts = np.bincount(labels, minlength=10)
    rng = np.random.default_rng(7)
    gone = []
    for digit in np.flatnonzero(counts < counts.mean()):
        places = rng.permutation(np.flatnonzero(labels == digit))
        gone.extend(places[: int(0.3 * len(places))])
    images, labels = np.delete(images, gone, axis=0), np.delete(labels, gone)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, validation_split=0.2, verbose=0)
