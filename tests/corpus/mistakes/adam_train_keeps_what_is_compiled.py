# assignment: mnist_adam
# about: compiles only a model that is not compiled yet
# loses: train_with_adam
# mistake: keeps_what_is_compiled
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    if getattr(model, "optimizer", None) is None:
        model.compile(
            optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
        )
    return model.fit(images, labels, epochs=epochs, validation_split=0.2, verbose=0)
