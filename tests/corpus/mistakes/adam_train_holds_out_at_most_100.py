# assignment: mnist_adam
# about: holds out a fifth, but never more than 100 images
# loses: train_with_adam
# mistake: another_share_of_many
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    split = min(0.2, 100 / len(images))
    return model.fit(images, labels, epochs=epochs, validation_split=split, verbose=0)
