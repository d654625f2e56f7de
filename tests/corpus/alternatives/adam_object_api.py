# assignment: mnist_adam
# about: no pyplot: Figure object with GridSpec and supxlabel; a namedtuple as the pair; model from a configuration
# loses:
# %% before build_model
import copy
from typing import NamedTuple

from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec


class Answer(NamedTuple):
    digit: int
    confidence: float


_ARCHITECTURE = keras.Sequential(
    [
        keras.layers.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
).get_config()
# %% build_model
def build_model():
    return keras.Sequential.from_config(copy.deepcopy(_ARCHITECTURE))
# %% plot_history
def plot_history(history):
    figure = Figure(figsize=(8, 4), layout="constrained")
    grid = GridSpec(1, 2, figure=figure)
    left = figure.add_subplot(grid[0, 0])
    right = figure.add_subplot(grid[0, 1])
    for axes, quantity in ((left, "loss"), (right, "accuracy")):
        for prefix, label in (("", "training set"), ("val_", "validation set")):
            values = history.history[prefix + quantity]
            axes.plot(range(1, len(values) + 1), values, label=label)
        axes.set_title(quantity.capitalize())
        axes.legend()
    figure.supxlabel("Epoch")
    return figure
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    flat = model.predict(images, verbose=0)
    return accuracy_score(np.ravel(labels), [int(np.argmax(row)) for row in flat])
# %% predict_digit
def predict_digit(model, image):
    (probabilities,) = model.predict(np.stack([image]), verbose=0)
    digit = int(np.argmax(probabilities))
    return Answer(digit=digit, confidence=float(probabilities[digit]))
