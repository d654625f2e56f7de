# assignment: mnist_adam
# about: shuffles images and labels with two different permutations
# loses: train_with_adam test_accuracy
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    rng = np.random.default_rng(7)
    images = images[rng.permutation(len(images))]
    labels = labels[rng.permutation(len(labels))]
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, validation_split=0.2, epochs=epochs, verbose=0)
