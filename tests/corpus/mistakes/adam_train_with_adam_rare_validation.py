# assignment: mnist_adam
# about: validates only every second epoch, so val_loss has half as many numbers as loss
# loses: train_with_adam
# mistake: validates_sometimes
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(
        images, labels, epochs=epochs, validation_split=0.2, validation_freq=2, verbose=0
    )
