# assignment: mnist_adam
# about: two PyDatasets, the last fifth held out by slicing, a single axes with four curves
# loses:
# %% normalize_images
def normalize_images(images):
    return keras.ops.convert_to_numpy(keras.ops.true_divide(keras.ops.cast(images, "float32"), 255))
# %% build_model
class MLP(keras.Sequential):
    """Flatten, dense layers with ReLU, softmax."""

    def __init__(self, *widths, classes, **kwargs):
        super().__init__(**kwargs)
        self.add(keras.Input((28, 28)))
        self.add(keras.layers.Flatten())
        for width in widths:
            self.add(keras.layers.Dense(width, "relu", bias_initializer="zeros"))
        self.add(keras.layers.Dense(classes, "softmax"))


def build_model():
    return MLP(128, 32, classes=10)
# %% train_with_adam
class Slices(keras.utils.PyDataset):
    def __init__(self, images, labels, batch_size, mix):
        super().__init__(workers=1, use_multiprocessing=False)
        self.pairs = images, labels
        self.batch_size, self.mix = batch_size, mix
        self.order = np.arange(len(labels))
        self.on_epoch_end()

    def __len__(self):
        return int(np.ceil(len(self.order) / self.batch_size))

    def __getitem__(self, i):
        here = self.order[self.batch_size * i : self.batch_size * (i + 1)]
        return tuple(array[here] for array in self.pairs)

    def on_epoch_end(self):
        if self.mix:
            np.random.shuffle(self.order)


def train_with_adam(model, images, labels, epochs=25):
    images, labels = np.asarray(images), np.asarray(labels)
    border = int(len(labels) * 0.8)
    model.compile(
        optimizer=keras.optimizers.Adam(0.001, weight_decay=None),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(
        Slices(images[:border], labels[:border], 32, mix=True),
        validation_data=Slices(images[border:], labels[border:], 200, mix=False),
        epochs=epochs,
        verbose=0,
    )
# %% plot_history
def plot_history(history):
    names = {
        "loss": "Loss (training)",
        "val_loss": "Loss (validation)",
        "accuracy": "Accuracy (training)",
        "val_accuracy": "Accuracy (validation)",
    }
    fig, ax = plt.subplots()
    for key, name in names.items():
        ax.plot(np.r_[1 : len(history.history[key]) + 1], history.history[key], label=name)
    ax.set(xlabel="Epoch", ylabel="Loss / accuracy", title="How the training went")
    ax.legend(bbox_to_anchor=(1.02, 1), loc="upper left")
    fig.tight_layout()
    return fig
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    ranking = np.argsort(-model.predict(images, verbose=0), axis=1)
    return np.float64(accuracy_score(np.asarray(labels), ranking[:, 0]))
# %% predict_digit
def predict_digit(model, image):
    import heapq

    pairs = ((float(p), d) for d, p in enumerate(model.predict(image[np.newaxis], verbose=0)[0]))
    [(confidence, digit)] = heapq.nlargest(1, pairs)
    return digit, confidence
