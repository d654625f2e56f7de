# assignment: mnist_adam
# about: validation done by an own callback on one fold of KFold, its results put into the logs; legend explains colour (metric) and line style (data) with proxies; accuracy by ClassifierMixin.score
# loses:
# %% train_with_adam
from operator import itemgetter

from matplotlib.lines import Line2D
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import KFold


class ValidateOn(keras.callbacks.Callback):
    def __init__(self, images, labels):
        super().__init__()
        self.images, self.labels = images, labels

    def on_epoch_end(self, epoch, logs=None):
        results = self.model.evaluate(self.images, self.labels, verbose=0, return_dict=True)
        logs.update({f"val_{name}": value for name, value in results.items()})


def train_with_adam(model, images, labels, epochs=25):
    kept, held_back = next(KFold(n_splits=5, shuffle=True, random_state=1).split(images))
    model.compile(
        optimizer=keras.optimizers.Adam(beta_1=0.85, epsilon=1e-6),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    return model.fit(
        images[kept],
        labels[kept],
        epochs=epochs,
        verbose=0,
        callbacks=[ValidateOn(images[held_back], labels[held_back])],
    )


def plot_history(history):
    figure, left = plt.subplots(figsize=(7, 4))
    right = left.twinx()
    for axes, metric, colour in ((left, "loss", "tab:blue"), (right, "accuracy", "tab:red")):
        for prefix, style in (("", "-"), ("val_", "--")):
            values = history.history[prefix + metric]
            axes.plot(np.arange(1, len(values) + 1), values, style, color=colour)
        axes.set_ylabel(metric.capitalize(), color=colour)
        axes.tick_params(axis="y", colors=colour)
    left.set_xlabel("Epoch")
    left.legend(
        handles=[
            Line2D([], [], color="tab:blue", label="loss"),
            Line2D([], [], color="tab:red", label="accuracy"),
            Line2D([], [], color="black", linestyle="-", label="training"),
            Line2D([], [], color="black", linestyle="--", label="validation"),
        ],
        loc="center right",
        ncols=2,
    )
    return figure


class Reader(ClassifierMixin, BaseEstimator):
    """Gives a Keras model scikit-learn's manners."""

    def __init__(self, model=None):
        self.model = model

    def fit(self, X, y):
        return self

    def predict(self, X):
        return self.model.predict(X, verbose=0).argmax(axis=1)


def evaluate_accuracy(model, images, labels):
    return float(Reader(model).score(images, labels))  # score() is accuracy_score


def predict_digit(model, image):
    probabilities = model(image[None, ...], training=False).numpy()[0]
    return max(enumerate(probabilities), key=itemgetter(1))
# %% plot_history
# defined above
# %% evaluate_accuracy
# defined above
# %% predict_digit
# defined above
