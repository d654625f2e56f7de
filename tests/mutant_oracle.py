"""Say what the contract makes of a program, by measuring it in plain Keras.

This knows nothing of the kit: it does not import it, and takes from it the images and the numbers of
the rubric alone. It runs the cells of a program, notes what `fit` was given, and decides with NumPy.

In: lines of JSON on standard input, each a program: `name`, `assignment`, `cells` (sources in order)
and `parts` (of "build" and "train", those that may be wrong); with `measure` false, the accuracy is
not measured. Out: a line of JSON for each: `name`,
`loses` (tasks that the contract takes points from), `open` (tasks of which the contract does not say),
and `why`, a text for each of these.

The contract, in words in `docs/rubric.md` and `docs/design.md`:

- A model is the function of dense layers that the rubric names, with biases and a softmax, and it
  learns. Initializers and regularizers are free as long as it does.
- A training is of the model that was passed, on the images that were passed, with their own labels, for
  the epochs that were asked for, with the sparse categorical cross-entropy and the optimizer of the
  rubric. It records the accuracy and returns the history. The share of the images that the rubric wants
  held out is not trained on, and is validated on. The loss is at least 5 % lower afterwards.
- The accuracy on images that were not trained on is at least the rubric's minimum.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import json
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
DATA = ROOT / "autograder" / "data" / "mnist_5k.npz"
RUBRICS = ROOT / "autograder" / "assignment" / "rubrics"
IMAGES, SHORT_EPOCHS = 500, 3
# The rubric asks for 5 %; near it, whether a loss falls that far depends on the images.
NEAR_FALL, CLEAR_FALL = 0.03, 0.1
LEAST_SHARE = 0.5
SHARE_OF_IMAGES = 0.95
# Two trainings with the same code end this far apart.
NEAR_ACCURACY = 0.015
EPSILON = 1e-7
HEAD = """
import os
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import keras
from sklearn.metrics import accuracy_score
"""


class Seen(BaseException):
    """What `fit` was given has been seen, and it need not train."""


class Fits:
    """What `fit` was given, and the model it was called on, noted while programs run.

    Attributes:
        noted: The arguments of each call, with the model as `model`.
        trains: Whether `fit` trains; otherwise it raises `Seen`.
    """

    def __init__(self, keras: Any) -> None:
        self.noted: list[dict[str, Any]] = []
        self.trains = True
        original = keras.Model.fit
        signature = inspect.signature(original)

        def fit(model: Any, *args: Any, **options: Any) -> Any:
            given = signature.bind(model, *args, **options)
            given.apply_defaults()
            self.noted.append({**given.arguments, "model": model})
            if not self.trains:
                raise Seen
            return original(model, *args, **options)

        keras.Model.fit = fit
        compiling = keras.Model.compile

        def quickly(model: Any, *args: Any, **options: Any) -> None:
            # The same steps, sooner: several at a time, and no compiler that outlasts the training.
            compiling(model, *args, **{"jit_compile": False, "steps_per_execution": 5, **options})

        keras.Model.compile = quickly


def examples(x: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return the images and labels that a data set or two arrays hold."""
    if hasattr(x, "as_numpy_iterator"):
        batches = list(x.as_numpy_iterator())
        return np.concatenate([b[0] for b in batches]), np.concatenate([b[1] for b in batches])
    return np.asarray(x), np.asarray(y)


def trained_and_held_out(noted: dict[str, Any]) -> tuple[Any, Any]:
    """Return the examples that a call of `fit` trains on, and those it validates on or None."""
    images, labels = examples(noted["x"], noted["y"])
    if noted["validation_data"] is not None:
        held_out = noted["validation_data"]
        pair = held_out if isinstance(held_out, tuple) else (held_out, None)
        return (images, labels), examples(*pair)
    if share := noted["validation_split"]:
        at = int(len(images) * (1 - share))
        return (images[:at], labels[:at]), (images[at:], labels[at:])
    return (images, labels), None


def own(
    part: tuple[np.ndarray, np.ndarray], images: np.ndarray, labels: np.ndarray
) -> tuple[set[int], int]:
    """Return which of the passed images are in a part with their own labels, and how many others."""
    places = {image.astype("float32").tobytes(): place for place, image in enumerate(images)}
    found, others = set(), 0
    their_labels = part[1].argmax(axis=1) if part[1].ndim == 2 else part[1]
    for image, label in zip(part[0].reshape(-1, 28, 28), their_labels):
        place = places.get(image.astype("float32").tobytes())
        if place is None or int(label) != labels[place]:
            others += 1
        else:
            found.add(place)
    return found, others


def cross_entropy(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Return the mean sparse categorical cross-entropy."""
    of_labels = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.clip(of_labels, EPSILON, 1)).mean())


def softmax(outputs: np.ndarray) -> np.ndarray:
    """Return the softmax of each row."""
    powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


class Oracle:
    """Runs programs in this process and decides.

    Attributes:
        said: A text for each task that loses points or of which the contract does not say.
        loses, leaves_open: Those tasks.
    """

    def __init__(self, program: dict[str, Any]) -> None:
        import keras

        try:
            import tomllib
        except ImportError:
            import tomli as tomllib

        self.keras, self.program = keras, program
        self.rubric = tomllib.loads((RUBRICS / f"{program['assignment']}.toml").read_text("utf-8"))
        self.train_task = next(
            name for name, task in self.rubric["tasks"].items() if task["kind"] == "train"
        )
        stored = np.load(DATA)
        self.data = {name: stored[name] for name in stored.files}
        self.loses: list[str] = []
        self.leaves_open: list[str] = []
        self.said: dict[str, str] = {}
        self.measured: dict[str, Any] = {}
        self.run: Any = None
        self.fits = Fits(keras)
        keras.utils.set_random_seed(11)

    def says(self, task: str, text: str, leaves_open: bool = False) -> None:
        """Note a decision; the first one about a task counts."""
        if task not in self.said:
            self.said[task] = text
            (self.leaves_open if leaves_open else self.loses).append(task)

    def decide(self) -> dict[str, Any]:
        """Return what the contract makes of the program."""
        space: dict[str, Any] = {"__name__": "__main__", **self.data}
        exec(HEAD, space)
        for source in self.program["cells"]:
            exec(compile(source, "<cell>", "exec"), space)
        built = None
        if "build" in self.program["parts"]:
            built = self.attempt("build_model", lambda: self.look_at_model(space["build_model"]))
        if "train" in self.program["parts"]:
            self.attempt(self.train_task, lambda: self.look_at_training(space))
        if self.train_task in self.leaves_open and self.run is None:
            self.says(
                "test_accuracy", "the training is one of which the contract does not say", True
            )
        elif self.program.get("measure", True) and not self.loses:
            self.attempt("test_accuracy", lambda: self.look_at_accuracy(space))
        if built and (self.loses or self.leaves_open):
            # Only a model that does not get far may be one that does not learn.
            self.attempt("build_model", lambda: self.look_whether_it_learns(space["build_model"]))
        return {
            "name": self.program["name"],
            "loses": sorted(self.loses),
            "open": sorted(self.leaves_open),
            "why": self.said,
            "measured": self.measured,
        }

    def attempt(self, task: str, look: Any) -> Any:
        """Look at a task; an error of the program costs its points."""
        try:
            return look()
        except Exception as error:
            self.says(task, f"raises {type(error).__name__}: {str(error)[:100]}")
            return None

    def images(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Return some normalized training images with their labels."""
        chosen = np.random.default_rng(3).choice(len(self.data["x_train"]), count, replace=False)
        images = self.data["x_train"][chosen].astype("float32") / 255
        return images, self.data["y_train"][chosen].astype("int64")

    # The model.

    def look_at_model(self, build: Any) -> bool:
        """Compare a model with the dense network of the rubric, with weights of our own."""
        units = self.rubric["model"]["units"]
        images, _ = self.images(64)
        model, other = build(), build()
        model(images), other(images)
        if model is other or any(a is b for a in model.weights for b in other.weights):
            self.says("build_model", "the same model at each call")
        kernels = [tuple(one.shape) for one in model.weights if len(one.shape) == 2]
        biases = [tuple(one.shape) for one in model.weights if len(one.shape) == 1]
        if [shape[1] for shape in kernels] != units:
            self.says("build_model", f"widths {[shape[1] for shape in kernels]}, not {units}")
            return False
        if [shape[0] for shape in biases] != units:
            self.says("build_model", f"biases {biases} for layers {units}")
            return False
        if len(model.trainable_weights) != 2 * len(units) or len(model.weights) != 2 * len(units):
            self.says("build_model", "other weights than those of its dense layers")
            return False
        random = np.random.default_rng(5)
        for _ in range(3):
            weights = [
                random.normal(0, 1.5 / np.sqrt(one.shape[0]), one.shape).astype("float32")
                for one in model.weights
            ]
            model.set_weights(weights)
            values = images.reshape(len(images), -1).astype("float64")
            for kernel, bias in zip(weights[:-2:2], weights[1:-2:2]):
                values = np.maximum(values @ kernel + bias, 0)
            right = softmax(values @ weights[-2] + weights[-1])
            for training in (False, True):
                found = np.asarray(model(images, training=training))
                if found.dtype != np.float32 or np.abs(found - right).max() > 1e-4:
                    self.says("build_model", "another function than relu, relu, softmax")
                    return False
        return True

    def look_whether_it_learns(self, build: Any) -> None:
        """Train a model as the assignment does, and look at the loss."""
        images, labels = self.images(IMAGES)
        model = build()
        model.compile(
            optimizer=self.rubric["training"]["optimizer"].lower(),
            loss="sparse_categorical_crossentropy",
        )
        before = cross_entropy(labels, np.asarray(model(images)))
        model.fit(images, labels, epochs=self.rubric["training"]["epochs"], verbose=0)
        after = cross_entropy(labels, np.asarray(model(images)))
        self._look_at_fall("build_model", before, after)

    def _look_at_fall(self, task: str, before: float, after: float) -> None:
        fall = (before - after) / before
        if not fall >= CLEAR_FALL:
            text = f"the loss goes from {before:.3f} to {after:.3f}"
            self.says(task, text, leaves_open=fall >= NEAR_FALL)

    # The training.

    def network(self) -> Any:
        """Return a network as the assignment wants it, of our own making."""
        layers = self.keras.layers
        units = self.rubric["model"]["units"]
        hidden = [layers.Dense(width, activation="relu") for width in units[:-1]]
        return self.keras.Sequential(
            [
                layers.Input((28, 28)), layers.Flatten(), *hidden,
                layers.Dense(units[-1], activation="softmax"),
            ]
        )  # fmt: skip

    def look_at_training(self, space: dict[str, Any]) -> None:
        """Look at what `fit` is given, and where that is right at a training as in the notebook."""
        task = self.train_task
        self._look_at_what_is_given(space[task], *self.images(IMAGES))
        if task in self.said or not self.program.get("measure", True):
            return
        model, before, history, outputs = self.trained(space)
        labels = self.data["y_train"]
        after = cross_entropy(labels, outputs)
        if not np.isfinite(outputs).all():
            self.says(task, "the weights are not finite")
            return
        if not isinstance(history, self.keras.callbacks.History):
            self.says(task, f"returns {type(history).__name__}")
            return
        found, wanted = len(history.history["loss"]), self.rubric["training"]["epochs"]
        if found != wanted:
            self.says(task, f"{found} epochs, not {wanted}")
        validated = len(history.history.get("val_loss", ()))
        if self.rubric["training"]["validation_split"] and validated != wanted:
            self.says(task, f"validates in {validated} epochs")
        self._look_at_metrics(model, self.normalized(space, "x_train"), labels, outputs)
        self.measured["loss"] = [round(before, 3), round(after, 3)]
        self._look_at_fall(task, before, after)

    def normalized(self, space: dict[str, Any], name: str) -> np.ndarray:
        """Return images as the program normalizes them."""
        return np.asarray(space["normalize_images"](self.data[name]))

    def trained(self, space: dict[str, Any]) -> tuple[Any, float, Any, np.ndarray]:
        """Train as the notebook does, once.

        Returns:
            The model, its loss before, what the training function returned, and the outputs afterwards.
        """
        if self.run is None:
            # All images are as many of each class, which those of a course need not be.
            chosen = np.random.default_rng(13).permutation(len(self.data["x_train"]))
            chosen = chosen[: int(len(chosen) * SHARE_OF_IMAGES)]
            self.data.update({name: self.data[name][chosen] for name in ("x_train", "y_train")})
            images, labels = self.normalized(space, "x_train"), self.data["y_train"]
            model = space["build_model"]()
            before = cross_entropy(labels, np.asarray(model(images)))
            history = space[self.train_task](model, images, labels.astype("int64"))
            self.run = model, before, history, np.asarray(model(images))
        return self.run

    def _look_at_what_is_given(self, train: Any, images: np.ndarray, labels: np.ndarray) -> None:
        """Look at the arguments of `compile` and `fit`, without training."""
        task, wanted = self.train_task, self.rubric["training"]
        given = []
        self.fits.trains = False
        for options in ({}, {"epochs": SHORT_EPOCHS}):
            model = self.network()
            self.fits.noted.clear()
            with contextlib.suppress(Seen):
                train(model, images, labels, **options)
            if not self.fits.noted or self.fits.noted[0]["model"] is not model:
                self.says(task, "`fit` is not called on the model that was passed")
                return
            given.append(self.fits.noted[0])
        self.fits.trains = True
        model = given[0]["model"]
        random = np.random.default_rng(9)
        some = random.dirichlet(np.ones(10), 40).astype("float32")
        their = random.integers(0, 10, 40)
        right = [cross_entropy(their, some), cross_entropy(their, softmax(some))]
        try:
            measured = float(np.mean(self.keras.losses.get(model.loss)(their, some)))
        except Exception:
            measured = float("nan")
        if not min(abs(measured - one) for one in right) < 1e-3:
            self.says(task, f"the loss is {model.loss}")
        kind = type(model.optimizer).__name__
        if kind != wanted["optimizer"]:
            self.says(task, f"the optimizer is {kind}")
        for noted, asked in zip(given, (wanted["epochs"], SHORT_EPOCHS)):
            epochs = noted["epochs"] - noted["initial_epoch"]
            if epochs != asked:
                self.says(task, f"{epochs} epochs, not {asked}")
        self._look_at_data(given[0], images, labels)

    def _look_at_metrics(
        self, model: Any, images: np.ndarray, labels: np.ndarray, outputs: np.ndarray
    ) -> None:
        metrics = model.evaluate(images, labels, verbose=0, return_dict=True)
        accuracy = float((outputs.argmax(axis=1) == labels).mean())
        near = [abs(value - accuracy) < 5e-3 for name, value in metrics.items() if name != "loss"]
        if not any(near):
            self.says(self.train_task, "records no accuracy")

    def _look_at_data(self, noted: dict[str, Any], images: np.ndarray, labels: np.ndarray) -> None:
        task = self.train_task
        part, watched = trained_and_held_out(noted)
        trained, others = own(part, images, labels)
        if len(trained) < LEAST_SHARE * len(images):
            self.says(task, f"{len(trained)} of {len(images)} images with their own labels")
            return
        if share := self.rubric["training"]["validation_split"]:
            held_out = own(watched, images, labels)[0] - trained if watched else set()
            if abs(len(held_out) - share * len(images)) > 1:
                text = (
                    f"{len(held_out) / len(images):.0%} of the images are held out, not {share:.0%}"
                )
                self.says(task, text)
                return
        if others:
            text = (
                f"at least half of the images have their own labels, but {others} of {len(part[0])} "
                "are none that were passed, or have another label"
            )
            self.says(task, text, leaves_open=True)

    # The accuracy.

    def look_at_accuracy(self, space: dict[str, Any]) -> None:
        """Train as the notebook does and measure on the test images."""
        model, *_ = self.trained(space)
        outputs = np.asarray(model(self.normalized(space, "x_test")))
        accuracy = float((outputs.argmax(axis=1) == self.data["y_test"]).mean())
        self.measured["accuracy"] = accuracy
        minimum = self.rubric["accuracy"]["mnist_5k"]["minimum"]
        if accuracy < minimum + NEAR_ACCURACY:
            near = accuracy > minimum - NEAR_ACCURACY
            text = f"the accuracy is {accuracy:.3f}, {'near' if near else 'below'} the minimum"
            self.says("test_accuracy", text, leaves_open=near)


def decided(line: str) -> dict[str, Any]:
    """Return what the contract makes of a program, given as JSON; an `error` if none can be told."""
    program = json.loads(line)
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            contextlib.redirect_stdout(io.StringIO()),
        ):
            os.chdir(folder)
            return Oracle(program).decide()
    except Exception:
        return {"name": program["name"], "error": traceback.format_exc()}


def main() -> None:
    """Decide about each program in a process of its own, a copy of this one."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # One thread: many small programs run, and other work beside them.
    os.environ.update(TF_NUM_INTRAOP_THREADS="1", TF_NUM_INTEROP_THREADS="1", OMP_NUM_THREADS="1")
    import keras  # noqa: F401  imported once, before the copies are made

    for line in sys.stdin:
        child = os.fork()
        if not child:
            answer = json.dumps(decided(line))
            sys.stdout.write(answer + "\n")
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
