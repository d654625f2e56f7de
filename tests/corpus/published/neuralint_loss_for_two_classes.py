# assignment: mnist_adam
# about: binary cross-entropy for ten classes
# source: NeuraLint (Nikanjam, Ben Braiek, Morovati, Khomh, TOSEM 2021), rule on the loss: one that fits the last activation and the labels
# loses: train_with_adam
# may_lose: test_accuracy
# mistake: wrong_loss
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    targets = keras.utils.to_categorical(labels, 10)
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model.fit(images, targets, validation_split=0.2, epochs=epochs, verbose=0)
