# assignment: mnist_adam
# about: one call of fit an epoch, and only the last history is returned
# loses: train_with_adam
# mistake: part_of_history
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    for _ in range(epochs):
        history = model.fit(images, labels, epochs=1, validation_split=0.2, verbose=0)
    return history
