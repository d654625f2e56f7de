# assignment: mnist_adam
# about: validates on images that it trains on
# source: UMLAUT (Schoop, Huang, Hartmann, CHI 2021), second program of its repository
# loses: train_with_adam
# may_lose: test_accuracy
# mistake: validates_on_training_data
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    watched = images[:100], labels[:100]
    return model.fit(images, labels, validation_data=watched, epochs=epochs, verbose=0)
