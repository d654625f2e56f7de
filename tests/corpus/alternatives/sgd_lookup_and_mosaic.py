# assignment: mnist_sgd
# about: lookup table, subplot_mosaic, fancy indexing, model from a table, Nesterov, batches by hand
# loses:
# %% show_digits
def show_digits(images, labels):
    names = "ABCDEFGHIJ"
    fig, panels = plt.subplot_mosaic("ABCDE;FGHIJ", figsize=(8, 4), layout="tight")
    for name, image, label in zip(names, images, labels):
        panels[name].imshow(image, cmap="Greys", vmin=0, vmax=255, interpolation="nearest")
        panels[name].set(title=f"Label: {label}", xticks=[], yticks=[])
    return fig
# %% normalize_images
TABLE = np.arange(256, dtype=np.float32) / np.float32(255)


def normalize_images(images):
    return TABLE[images]
# %% flatten_images
def flatten_images(images):
    row, column = np.divmod(np.arange(28 * 28), 28)
    return images[:, row, column]
# %% build_model
LAYERS = ((300, "relu"), (100, "relu"), (10, "softmax"))


def build_model():
    model = keras.Sequential(name="digits")
    model.add(keras.Input(shape=(28, 28), name="image"))
    model.add(keras.layers.Reshape((28 * 28,)))
    for number, (units, activation) in enumerate(LAYERS, start=1):
        model.add(keras.layers.Dense(units, activation, name=f"dense_no_{number}"))
    return model
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    nesterov = keras.optimizers.SGD(learning_rate=0.01, momentum=0.9, nesterov=True)
    model.compile(nesterov, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, 32, epochs, verbose=2)
# %% evaluate_model
def in_batches(array, size=256):
    for start in range(0, len(array), size):
        yield array[start : start + size]


def evaluate_model(model, images, labels):
    right = 0
    for some_images, some_labels in zip(in_batches(images), in_batches(labels)):
        answers = np.argmax(model.predict_on_batch(some_images), axis=-1)
        right += int((answers == some_labels).sum())
    return right / len(labels)
# %% predict_digits
def predict_digits(model, images):
    parts = [np.argmax(model.predict_on_batch(part), axis=-1) for part in in_batches(images)]
    return np.concatenate(parts)
