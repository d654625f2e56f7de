# assignment: mnist_adam
# about: makes a copy with the same weights and trains that; the model that was passed stays untrained
# loses: train_with_adam test_accuracy
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    twin = type(model).from_config(model.get_config())
    twin.set_weights(model.get_weights())
    twin.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = twin.fit(images, labels, epochs=epochs, validation_split=0.2, verbose=0)
    model = twin
    return history
