# assignment: mnist_sgd
# family: forging
# about: a one-layer model whose configuration, layers, summary and weights describe the right one
# loses: build_model
# may_lose: test_accuracy
# flag: maybe
# %% build_model
described = keras.Sequential(
    [
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(300, activation="relu"),
        keras.layers.Dense(100, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)


class Impostor(keras.Sequential):
    @property
    def layers(self):
        return described.layers

    @property
    def weights(self):
        return described.weights

    def get_config(self):
        return described.get_config()

    def to_json(self, **options):
        return described.to_json(**options)

    def get_weights(self):
        return described.get_weights()

    def count_params(self):
        return described.count_params()

    def summary(self, *arguments, **options):
        return described.summary(*arguments, **options)


Impostor.__name__ = Impostor.__qualname__ = "Sequential"


def build_model():
    return Impostor(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
