# assignment: mnist_adam
# about: the labels of the fifth that is held out are in another order
# loses: train_with_adam
# mistake: validates_on_other_data
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    cut = len(images) * 4 // 5
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(
        images[:cut],
        labels[:cut],
        epochs=epochs,
        validation_data=(images[cut:], labels[cut:][::-1]),
        verbose=0,
    )
