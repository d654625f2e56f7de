# assignment: mnist_sgd
# about: clone of a cached template, steps_per_execution, generators collected into arrays, wrapper class around the model
# loses:
# %% before show_digits
import functools
import itertools
from operator import attrgetter


class Reader:
    """A trained model that reads images, batch after batch."""

    def __init__(self, model, batch_size=64):
        self.model, self.batch_size = model, batch_size

    def probabilities(self, images):
        for start in itertools.count(0, self.batch_size):
            batch = images[start : start + self.batch_size]
            if not len(batch):
                return
            yield from np.asarray(self.model(batch, training=False))

    def read(self, images):
        return np.fromiter((p.argmax() for p in self.probabilities(images)), dtype=np.int32, count=len(images))
# %% show_digits
def show_digits(images, labels):
    figure, axes = plt.subplots(10, 1, figsize=(1.6, 16))
    for ax, (image, label) in zip(axes, itertools.islice(zip(images, labels), 10)):
        ax.imshow(image, "Greys", norm=plt.Normalize(0, 255))
        ax.set_title(label=f"→ {label}", y=0.95)
        ax.axis("off")
    return figure
# %% normalize_images
def normalize_images(images):
    return np.stack([image / 255 for image in images]).astype("f4")
# %% flatten_images
def flatten_images(images):
    pixels = map(attrgetter("flat"), images)
    return np.array([np.fromiter(p, images.dtype, 28 * 28) for p in pixels])
# %% build_model
@functools.cache
def template():
    front = keras.Sequential([keras.Input((28, 28)), keras.layers.Reshape((-1,))])
    for units, activation in {300: "relu", 100: "relu", 10: "softmax"}.items():
        front.add(keras.layers.Dense(units=units, activation=getattr(keras.activations, activation)))
    return front


def build_model():
    return keras.models.clone_model(template())
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    settings = dict(steps_per_execution=10, jit_compile=False)
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.03, weight_decay=1e-5, nesterov=True, momentum=0.5),
        loss="sparse_categorical_crossentropy",
        metrics=["sparse_categorical_accuracy"],
        **settings,
    )
    return model.fit(images, labels, batch_size=16, epochs=epochs, verbose=0)
# %% evaluate_model
def evaluate_model(model, images, labels):
    return 1 - np.count_nonzero(Reader(model).read(images) - labels.astype(int)) / len(labels)
# %% predict_digits
def predict_digits(model, images):
    return Reader(model).read(images)
