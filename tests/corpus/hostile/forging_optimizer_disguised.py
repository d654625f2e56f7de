# assignment: mnist_sgd
# family: forging
# about: an Adam whose class name, module, configuration and `name` all say SGD
# loses: train_with_sgd
# may_lose:
# flag: maybe
# %% train_with_sgd
class SGD(keras.optimizers.Adam):
    def __init__(self, learning_rate=0.001, name="SGD", **options):
        super().__init__(learning_rate=learning_rate, name=name)

    def get_config(self):
        return keras.optimizers.SGD(learning_rate=0.01).get_config()


SGD.__module__ = keras.optimizers.SGD.__module__
SGD.__qualname__ = "SGD"


def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer=SGD(), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)
