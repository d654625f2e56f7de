# assignment: mnist_sgd
# about: all seven functions are bound methods of one dataclass object with its settings; subclassed model from a ReluDense subclass; CSVLogger in a temporary folder
# loses:
# %% show_digits
import tempfile
from dataclasses import dataclass, field
from pathlib import Path


class ReluDense(keras.layers.Dense):
    def __init__(self, units, **kwargs):
        super().__init__(units, activation="relu", **kwargs)


class DigitNet(keras.Model):
    def __init__(self, hidden, classes):
        super().__init__(name="digit_net")
        self.flat = keras.layers.Flatten()
        self.hidden = [ReluDense(units) for units in hidden]
        self.out = keras.layers.Dense(classes, activation="softmax")

    def call(self, x):
        x = self.flat(x)
        for layer in self.hidden:
            x = layer(x)
        return self.out(x)


@dataclass
class Lab:
    hidden: tuple = (300, 100)
    classes: int = 10
    rate: float = 0.01
    white: int = 255
    side: int = 28
    runs: list = field(default_factory=list)

    def show_digits(self, images, labels):
        figure, grid = plt.subplots(2, 5, figsize=(10, 5), layout="constrained")
        for axes, image, label in zip(grid.flat, images[:10], labels[:10]):
            picture = axes.matshow(image, cmap="Purples")
            axes.set_title(f"This is a {label}.", y=-0.2)
            axes.set(xticks=[], yticks=[])
        figure.colorbar(picture, ax=grid, shrink=0.6, label="grey level")
        return figure

    def normalize_images(self, images):
        scaled = np.empty(images.shape, dtype=np.float32)
        np.divide(images, self.white, out=scaled, casting="unsafe")
        return scaled

    def flatten_images(self, images):
        flat = np.zeros((len(images), self.side**2), images.dtype)
        flat.reshape(images.shape)[...] = images  # write through a view
        return flat

    def build_model(self):
        model = DigitNet(self.hidden, self.classes)
        model.build((None, self.side, self.side))
        return model

    def train_with_sgd(self, model, images, labels, epochs=20):
        model.compile(
            optimizer=keras.optimizers.SGD.from_config({"learning_rate": self.rate}),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "training.csv"
            history = model.fit(
                images,
                labels,
                sample_weight=np.ones(len(labels)),
                epochs=epochs,
                callbacks=[keras.callbacks.CSVLogger(str(log))],
                verbose=0,
            )
            self.runs.append(log.read_text())
        return history

    def evaluate_model(self, model, images, labels):
        return np.count_nonzero(self.predict_digits(model, images) == labels) / labels.size

    def predict_digits(self, model, images):
        return np.argmax(np.vstack(list(self._chunks(model, images))), axis=1)

    @staticmethod
    def _chunks(model, images, size=100):
        for start in range(0, len(images), size):
            yield keras.ops.convert_to_numpy(model(images[start : start + size], training=False))


lab = Lab()
show_digits, normalize_images, flatten_images = lab.show_digits, lab.normalize_images, lab.flatten_images
build_model, train_with_sgd = lab.build_model, lab.train_with_sgd
evaluate_model, predict_digits = lab.evaluate_model, lab.predict_digits
# %% normalize_images
# defined above
# %% flatten_images
# defined above
# %% build_model
# defined above
# %% train_with_sgd
# defined above
# %% evaluate_model
# defined above
# %% predict_digits
# defined above
