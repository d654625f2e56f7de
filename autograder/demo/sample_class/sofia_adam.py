# assignment: mnist_adam
# student: sofia
# about: right, in another style: a subclassed model, and a fifth held out by hand
# %% build_model
class DigitClassifier(keras.Model):
    """Three dense layers."""

    def __init__(self):
        super().__init__()
        self.flatten = keras.layers.Flatten()
        self.first = keras.layers.Dense(128, activation="relu")
        self.second = keras.layers.Dense(32, activation="relu")
        self.last = keras.layers.Dense(10, activation="softmax")

    def call(self, images):
        return self.last(self.second(self.first(self.flatten(images))))


def build_model():
    return DigitClassifier()


# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    order = np.random.permutation(len(images))
    count = len(images) // 5
    held_out, kept = order[:count], order[count:]
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    return model.fit(
        images[kept],
        labels[kept],
        epochs=epochs,
        verbose=0,
        validation_data=(images[held_out], labels[held_out]),
    )
