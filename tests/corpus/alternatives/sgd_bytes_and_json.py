# assignment: mnist_sgd
# about: bytes, exact fractions, a model from its JSON, an optimizer from its configuration, np.trace
# loses:
# %% normalize_images
from fractions import Fraction

SHARES = np.array([float(Fraction(level, 255)) for level in range(256)])


def normalize_images(images):
    return SHARES[np.frombuffer(images.tobytes(), dtype="uint8")].reshape(np.shape(images))
# %% flatten_images
def flatten_images(images):
    count, height, width = images.shape
    packed = b"".join(image.tobytes() for image in images)
    return np.frombuffer(packed, dtype=images.dtype).reshape((count, height * width))
# %% build_model
def build_model():
    layers = [keras.layers.Flatten()]
    layers += [keras.layers.Dense(width, "relu") for width in (300, 100)]
    layers += [keras.layers.Dense(10, "softmax")]
    draft = keras.Sequential([keras.Input((28, 28)), *layers])
    return keras.models.model_from_json(draft.to_json())
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    description = {"class_name": "SGD", "config": {"learning_rate": 0.02}}
    model.compile(
        optimizer=keras.optimizers.deserialize(description),
        loss=keras.losses.get("sparse_categorical_crossentropy"),
        weighted_metrics=["accuracy"],
    )
    model.fit(x=images, y=labels, epochs=epochs, verbose=0)
    return model.history
# %% evaluate_model
def evaluate_model(model, images, labels):
    table = np.zeros((10, 10))
    np.add.at(table, (np.asarray(labels, int), np.argmax(model.predict(images, verbose=0), 1)), 1)
    return float(np.trace(table) / table.sum())
# %% predict_digits
def predict_digits(model, images):
    return np.nanargmax(np.vstack(list(map(model.predict_on_batch, np.split(images, len(images))))), axis=1).astype("u1")
