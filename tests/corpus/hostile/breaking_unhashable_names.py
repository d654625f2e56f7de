# assignment: mnist_sgd
# family: breaking
# about: unhashable, mixed and broken names: of layers, of metrics, of History keys
# loses: build_model train_with_sgd test_accuracy
# may_lose:
# flag: maybe
# %% build_model
class Name(str):
    __hash__ = None

    def __eq__(self, other):
        raise RuntimeError("nameless")


def build_model():
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(name="../../etc/passwd".replace("/", "\u2215")),
            keras.layers.Dense(10, activation="softmax", name="=1+1\n\u202e\x1b[31m<script>"),
        ]
    )
    try:
        object.__setattr__(model, "name", Name("x"))
        model.layers[0]._name = Name("y")
        model.layers[-1]._name = ["not", "a", "name"]
    except (AttributeError, TypeError):
        pass
    return model
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(images, labels, epochs=1, verbose=0)
    history.history = {
        None: [1],
        3: "text",
        ("a", 1): [object()],
        "loss": [10**400, float("nan"), None],
        "\ud800": [],
    }
    history.epoch = "twenty"
    history.params = None
    return history
