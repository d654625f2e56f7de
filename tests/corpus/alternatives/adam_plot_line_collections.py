# assignment: mnist_adam
# about: curves drawn as matplotlib LineCollections; sklearn ClassifierMixin wrapper whose score() is accuracy_score; own learning-rate schedule class
# loses:
# %% train_with_adam
from keras import ops
from matplotlib.collections import LineCollection
from sklearn.base import ClassifierMixin


class LinearDecay(keras.optimizers.schedules.LearningRateSchedule):
    """Goes down from `first` to `last` in a straight line, then stays there."""

    def __init__(self, first, last, steps):
        self.first, self.last, self.steps = first, last, steps

    def __call__(self, step):
        done = ops.minimum(ops.cast(step, "float32") / float(self.steps), 1.0)
        return self.first + (self.last - self.first) * done

    def get_config(self):
        return {"first": self.first, "last": self.last, "steps": self.steps}


def train_with_adam(model, images, labels, epochs=25):
    steps = max(1, epochs * (len(images) * 4 // 5) // 32)
    model.compile(
        optimizer=keras.optimizers.Adam(LinearDecay(2e-3, 2e-4, steps), beta_1=0.9, beta_2=0.99),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, validation_split=1 / 5, verbose=0)


def plot_history(history):
    fig, panels = plt.subplots(1, 2, figsize=(9, 3.5))
    for ax, metric in zip(panels, ["loss", "accuracy"]):
        for key, color, split in [(metric, "teal", "training"), ("val_" + metric, "coral", "validation")]:
            values = history.history[key]
            points = np.column_stack([np.arange(1, len(values) + 1), values])
            ax.add_collection(
                LineCollection([points], colors=[color], linewidths=2, label=f"{split} {metric}")
            )
        ax.autoscale_view()
        ax.set(xlabel="epoch", ylabel=metric)
        ax.legend()
    fig.tight_layout()
    return fig


class DigitReader(ClassifierMixin):
    """Dresses a Keras model up as a scikit-learn classifier."""

    def __init__(self, model):
        self.model = model

    def predict_proba(self, X):
        return self.model.predict(X, verbose=0)

    def predict(self, X):
        return self.predict_proba(X).argmax(axis=1)


def evaluate_accuracy(model, images, labels):
    return float(DigitReader(model).score(images, labels))


def predict_digit(model, image):
    proba = DigitReader(model).predict_proba(np.stack([image]))
    best = np.argmax(proba, axis=1)
    confidence = np.take_along_axis(proba, best[:, np.newaxis], axis=1)
    return best.item(), confidence.item()
# %% plot_history
# defined above
# %% evaluate_accuracy
# defined above
# %% predict_digit
# defined above
