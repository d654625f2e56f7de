# assignment: mnist_sgd
# about: own PyDataset that shuffles, GridSpec, Rescaling layer, Activation layers, metric as a function
# loses:
# %% show_digits
from matplotlib.gridspec import GridSpec


def show_digits(images, labels):
    fig = plt.figure(figsize=(5, 9))
    spec = GridSpec(nrows=5, ncols=2, figure=fig, hspace=0.5)
    for k in range(10):
        ax = fig.add_subplot(spec[k // 2, k % 2])
        shown = ax.imshow(images[k], cmap="viridis", origin="upper")
        fig.colorbar(shown, ax=ax)
        ax.title.set_text(f"this is a {labels[k]}")
        ax.axis(False)
    return fig
# %% normalize_images
scale = keras.layers.Rescaling(scale=1 / 255)


def normalize_images(images):
    return keras.ops.convert_to_numpy(scale(images))
# %% flatten_images
def flatten_images(images):
    flat = np.empty((images.shape[0], images.shape[1] * images.shape[2]), dtype=images.dtype)
    for i, image in enumerate(images):
        flat[i] = image.flatten()
    return flat
# %% build_model
def build_model():
    stack = [keras.layers.InputLayer(shape=(28, 28)), keras.layers.Flatten()]
    for units in (300, 100):
        stack += [keras.layers.Dense(units), keras.layers.Activation("relu")]
    stack += [keras.layers.Dense(10), keras.layers.Activation("softmax")]
    return keras.Sequential(stack)
# %% train_with_sgd
class ShuffledBatches(keras.utils.PyDataset):
    """Every image once an epoch, in a new order each time."""

    def __init__(self, images, labels, size=32, **kwargs):
        super().__init__(**kwargs)
        self.images, self.labels, self.size = np.asarray(images), np.asarray(labels), size
        self.rng = np.random.default_rng(0)
        self.order = self.rng.permutation(len(self.labels))

    def __len__(self):
        return -(-len(self.labels) // self.size)

    def __getitem__(self, index):
        chosen = self.order[index * self.size : (index + 1) * self.size]
        return self.images[chosen], self.labels[chosen]

    def on_epoch_end(self):
        self.order = self.rng.permutation(len(self.labels))


def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.01, momentum=0.8, clipnorm=1.0),
        loss=keras.losses.sparse_categorical_crossentropy,
        metrics=[keras.metrics.sparse_categorical_accuracy],
    )
    return model.fit(ShuffledBatches(images, labels), epochs=epochs, verbose=0)
# %% evaluate_model
def evaluate_model(model, images, labels):
    return model.evaluate(x=images, y=labels, batch_size=500, verbose=0, return_dict=True)["accuracy"]
# %% predict_digits
def predict_digits(model, images):
    best = keras.ops.argmax(model.predict(images, batch_size=500, verbose=0), axis=-1)
    return keras.ops.convert_to_numpy(best)
