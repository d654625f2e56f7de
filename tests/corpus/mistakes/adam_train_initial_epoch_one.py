# assignment: mnist_adam
# about: starts to count at 1, which drops an epoch
# loses: train_with_adam
# mistake: starts_later
# %% before normalize_images
class Assignment:
    """All the steps in one place."""

    hidden = (128, 32)

    def normalize(self, images):
        return images.astype("float32") / 255

    def build(self):
        model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten()])
        for units in self.hidden:
            model.add(keras.layers.Dense(units, activation="relu"))
        model.add(keras.layers.Dense(10, activation="softmax"))
        return model

    def train(self, model, images, labels, epochs=25):
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model.fit(images, labels, epochs=epochs, validation_split=0.2, verbose=0)

    def accuracy(self, model, images, labels):
        return accuracy_score(labels, model.predict(images, verbose=0).argmax(axis=1))


me = Assignment()
# %% normalize_images
normalize_images = me.normalize
# %% build_model
build_model = me.build
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(
        images, labels, initial_epoch=1, epochs=epochs, validation_split=0.2, verbose=0
    )
# %% evaluate_accuracy
evaluate_accuracy = me.accuracy
