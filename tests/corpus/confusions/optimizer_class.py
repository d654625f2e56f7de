# assignment: mnist_adam
# about: Why does compile not understand keras.optimizers.Adam?
# loses: train_with_adam
# may_lose: test_accuracy
# mistake: unknown_name_in_compile
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(
        optimizer=keras.optimizers.Adam,
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, validation_split=0.2, verbose=0)
