# assignment: mnist_adam
# about: Twenty percent are 20, are they not?
# loses: train_with_adam
# may_lose: test_accuracy
# mistake: trains_on_nothing
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, validation_split=20, verbose=0)
