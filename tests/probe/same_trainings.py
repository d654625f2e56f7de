"""Train models as Keras does and as the grader does, and compare all that comes of it.

Run as `python same_trainings.py [PART ...]`; the last line of its output has, for each part, what is
wrong. `TRAININGS` says how many trainings are drawn at random, `TRAININGS_SEED` which.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import json
import os
import random
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="")

import keras
import numpy as np
import tensorflow as tf

from autograder.data import embedded_dataset
from autograder.probe import loops, speed, training_trace
from autograder.probe.recipes import TRAIN, recipe_of
from autograder.probe.speed import faster_training

DATA = embedded_dataset()
SHAPE, CLASSES = (28, 28), 10
layers, losses, optimizers = keras.layers, keras.losses, keras.optimizers
SPARSE = "sparse_categorical_crossentropy"


class LastLayerOnly(keras.Sequential):
    """A model with training steps of its own."""

    def train_step(self, data: Any) -> Any:
        images, labels, *_ = data
        with tf.GradientTape() as tape:
            guess = self(images, training=True)
            loss = self.compute_loss(images, labels, guess)
        weights = self.layers[-1].trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return self.compute_metrics(images, labels, guess)


class OwnMetrics(keras.Sequential):
    """A model with logs of its own."""

    def compute_metrics(self, *arguments: Any, **options: Any) -> Any:
        return {**super().compute_metrics(*arguments, **options), "one": 1.0}


def chain(*between: Any, kind: Any = keras.Sequential) -> Any:
    """Return a small model with dropout, whose noise must be the same, too."""
    return kind(
        [
            keras.Input(SHAPE),
            layers.Flatten(),
            layers.Dense(12, activation="relu"),
            *between,
            layers.Dropout(0.2),
            layers.Dense(CLASSES, activation="softmax"),
        ]
    )


def unbuilt() -> Any:
    """Return a model that has no weights until it sees images."""
    return keras.Sequential([layers.Flatten(), layers.Dense(CLASSES, activation="softmax")])


def functional(branches: int = 1) -> Any:
    """Return a functional model."""
    given = keras.Input(SHAPE)
    flat = layers.Flatten()(given)
    made = [layers.Dense(9, activation="relu")(flat) for _ in range(branches)]
    joined = layers.add(made) if branches > 1 else made[0]
    return keras.Model(given, layers.Dense(CLASSES, activation="softmax")(joined))


def noted() -> Any:
    """Return a model whose steps are noted in a trace, which is compared with its weights."""
    trace = training_trace.TrainingTrace()
    model = chain(kind=training_trace.traced_kind(trace))
    model.noted = trace
    return model


def noted_later() -> Any:
    """Return a model of a student's, whose steps are noted."""
    model = chain()
    model.noted = training_trace.trace_model(model)
    return model


class Diary(keras.callbacks.Callback):
    """Writes down what it is told at epochs, and what the model is like then."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[Any] = []

    def on_train_begin(self, logs: Any = None) -> None:
        self.pages.append(sorted(self.params.items(), key=str))

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        weights = [one.tobytes() for one in self.model.get_weights()]
        self.pages.append((epoch, dict(logs or {}), hash(b"".join(weights))))


class Asking(Diary):
    """Evaluates the model, and lets it predict, while it is being trained."""

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        images, labels = DATA.x_test[:50] / 255, DATA.y_test[:50]
        self.pages.append(self.model.evaluate(images, labels, verbose=0))
        self.pages.append(self.model.predict(images, verbose=0).tobytes())
        self.model.reset_metrics()


class Batches(Diary):
    """Looks at each batch."""

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.pages.append((batch, dict(logs or {})))


def falling() -> Any:
    return optimizers.SGD(optimizers.schedules.ExponentialDecay(0.1, 5, 0.7))


def stepwise() -> Any:
    return optimizers.Adam(
        optimizers.schedules.PiecewiseConstantDecay([4, 9], [0.01, 0.002, 0.001])
    )


def own_loss(labels: Any, guess: Any) -> Any:
    return keras.losses.sparse_categorical_crossentropy(labels, guess) * 0.5


def lower_rate() -> list[Any]:
    return [keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.8), Diary()]


def plateau_rate() -> list[Any]:
    return [keras.callbacks.ReduceLROnPlateau("loss", patience=0, factor=0.3, cooldown=0)]


OPTIMIZERS: list[Callable[[], Any]] = [
    lambda: "sgd", lambda: "adam", lambda: "rmsprop", lambda: "adamw", lambda: "nadam",
    falling, stepwise,
    lambda: optimizers.SGD(0.05, momentum=0.9, nesterov=True),
    lambda: optimizers.Adam(0.003, amsgrad=True, clipnorm=0.5),
    lambda: optimizers.SGD(optimizers.schedules.CosineDecay(0.1, 12), weight_decay=0.01),
    lambda: optimizers.Adam(0.01, use_ema=True, ema_overwrite_frequency=3),
]  # fmt: skip
# The rate of these is not to be set by anybody else.
SCHEDULED = (5, 6, 9)
MODELS: list[Callable[[], Any]] = [
    chain, chain, unbuilt, functional, functools.partial(functional, 2), noted, noted, noted_later,
    lambda: chain(layers.LeakyReLU()), lambda: chain(layers.ReLU(max_value=2.0)),
    lambda: chain(layers.Dense(7, activation="tanh", kernel_regularizer="l2")),
    lambda: chain(kind=OwnMetrics), lambda: chain(kind=LastLayerOnly),
    lambda: chain(layers.BatchNormalization()),
]  # fmt: skip
CALLBACKS: list[Callable[[], list[Any]]] = [
    lambda: [], lambda: [], lambda: [Diary()], lambda: [Asking()], lambda: [Batches()],
    lambda: [keras.callbacks.EarlyStopping("loss", patience=0, restore_best_weights=True), Diary()],
    lower_rate, plateau_rate,
    lambda: [keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: None)],
]  # fmt: skip
SOME = ({}, {"metrics": ["accuracy"]}, {"metrics": ["acc", "sparse_top_k_categorical_accuracy"]},
        {"metrics": ["accuracy"], "weighted_metrics": ["accuracy"]},
        {"metrics": [keras.metrics.SparseCategoricalAccuracy("hits")]})  # fmt: skip


def drawn(dice: random.Random) -> dict[str, Any]:
    """Return the options of a training."""
    count = dice.choice([1, 31, 64, 100, 150])
    case: dict[str, Any] = {
        "count": count,
        "model": dice.randrange(NORMALIZED),
        "optimizer": dice.randrange(len(OPTIMIZERS)),
        "callbacks": dice.randrange(len(CALLBACKS)),
        "one_hot": dice.random() < 0.2,
        "loss": dice.choice([SPARSE, SPARSE, "object", "function"]),
        "compiled": dice.randrange(len(SOME)),
        "kind": dice.choice(["float32", "float64", "tensor"]),
        "fit": {"epochs": dice.choice([1, 3])},
    }
    fit = case["fit"]
    for name, chance, values in (
        ("batch_size", 0.7, [7, 16, 50, 200]),
        ("shuffle", 0.4, [False, "batch"]),
        ("class_weight", 0.2, [{label: 0.5 + label / 10 for label in range(CLASSES)}]),
        ("validation_split", 0.4, [0.2, 0.45]),
        ("validation_batch_size", 0.2, [5, 40]),
        ("validation_freq", 0.2, [2]),
        ("initial_epoch", 0.1, [1]),
    ):
        if dice.random() < chance:
            fit[name] = dice.choice(values)
    if "rate" in CALLBACKS[case["callbacks"]].__name__ and case["optimizer"] in SCHEDULED:
        case["optimizer"] = 0
    if count < 10:
        fit.pop("validation_split", None)
    if "initial_epoch" in fit:
        fit["epochs"] = 3
    if "class_weight" not in fit and dice.random() < 0.3:
        fit["sample_weight"] = "drawn"
    if dice.random() < 0.2:
        fit["validation_data"] = dice.choice(["pair", "weighted"])
    return case


USUAL = {
    "count": 150, "model": 0, "optimizer": 1, "callbacks": 0, "one_hot": False, "loss": SPARSE,
    "compiled": 1, "kind": "float32", "fit": {"epochs": 2},
}  # fmt: skip
CHAIN, OWN_STEPS, NORMALIZED = 3, len(MODELS) - 2, len(MODELS) - 1
FOR_XLA = {"epochs": 3, "validation_split": 0.2, "batch_size": 50}
# What Keras must feed, with more images than it takes for several steps at a time to pay.
ALWAYS: list[dict[str, Any]] = [
    {**USUAL, "count": 1000, **changes, "fit": {"epochs": 2, **changes.get("fit", {})}}
    for changes in (
        {"fit": {"validation_split": 0.2, "batch_size": 32}}, {"model": OWN_STEPS},
        {"pipeline": True}, {"pipeline": True, "fit": {"steps_per_epoch": 9}},
        {"fit": {"validation_split": 0.5, "batch_size": 16, "validation_steps": 3}},
    )
]  # fmt: skip


def train(case: dict[str, Any]) -> dict[str, Any]:
    """Train a model; return all that shows how."""
    keras.utils.set_random_seed(1)
    model = MODELS[case["model"]]()
    options = dict(SOME[case["compiled"]])
    loss: Any = case["loss"]
    if loss == "object":
        loss = losses.SparseCategoricalCrossentropy()
    elif loss == "function":
        loss = own_loss
    if case["one_hot"]:
        loss = "categorical_crossentropy"
        options = {"metrics": ["accuracy"]}
    model.compile(OPTIMIZERS[case["optimizer"]](), loss, **options)
    images, labels = DATA.x_train / np.float32(255), DATA.y_train.astype("int64")
    if case["one_hot"]:
        labels = keras.utils.to_categorical(labels, CLASSES)
    if case["kind"] == "float64":
        images = images.astype("float64")
    weights = np.random.default_rng(3).uniform(0, 2, len(images))
    asked, count = dict(case["fit"]), case["count"]
    if "sample_weight" in asked:
        asked["sample_weight"] = weights[:count]
    held_out = images[-40:], labels[-40:], weights[-40:]
    if "validation_data" in asked:
        asked["validation_data"] = held_out[: 2 if asked["validation_data"] == "pair" else 3]
    callbacks = CALLBACKS[case["callbacks"]]()
    given: Any = (images[:count], labels[:count])
    if case["kind"] == "tensor":
        given = tuple(map(tf.constant, given))
    if case.get("pipeline"):
        given = (tf.data.Dataset.from_tensor_slices(given).shuffle(99).batch(32),)
    history = model.fit(*given, verbose=0, callbacks=callbacks, **asked)
    functions = [model.train_function, model.test_function, model.predict_function]
    found = {
        "history": history.history,
        "epoch": history.epoch,
        "weights": [one.tobytes() for one in model.get_weights()],
        "optimizer": [np.asarray(one).tobytes() for one in model.optimizer.variables],
        "pages": [one.pages for one in callbacks if isinstance(one, Diary)],
        "evaluated": model.evaluate(*held_out[:2], batch_size=11, verbose=0),
        "predicted": model.predict(images[:40], verbose=0).tobytes(),
        "outputs": np.asarray(model(images[:5])).tobytes(),
    }
    if hasattr(model, "noted"):
        found["noted"] = [one.numpy().tobytes() for one in model.noted.variables]
    ours = [one for one in functions if "autograder" in str(getattr(one, "__module__", ""))]
    assert not ours, f"a function of the grader's was left in the model: {ours}"
    return found


def differences(found: Any, expected: Any) -> list[str]:
    """Return the names of what is not the same, bit for bit."""
    return [name for name in expected if repr(found[name]) != repr(expected[name])]


def same(cases: list[dict[str, Any]]) -> None:
    """Fail unless each training is the same, one way and the other."""
    expected = [train(case) for case in cases]
    with faster_training():
        for case, one in zip(cases, expected):
            differing = differences(train(case), one)
            assert not differing, f"{differing} differ for {case}"


def always() -> None:
    """Trainings that Keras must feed, as well as those that take whole epochs."""
    same(ALWAYS)


def drawn_cases() -> None:
    """Trainings with options that are drawn at random."""
    dice = random.Random(int(os.environ.get("TRAININGS_SEED", "1")))
    same([drawn(dice) for _ in range(int(os.environ.get("TRAININGS", "2")))])


def xla() -> None:
    """Steps that XLA compiles lead to weights that differ by rounding only."""
    cases = [{**USUAL, "model": CHAIN, "optimizer": 1, "fit": FOR_XLA}]
    # Batches of any size are normalized by other operations than those of one size.
    cases.append({**USUAL, "model": NORMALIZED})
    expected = [train(case) for case in cases]
    with few_are_many(), faster_training():
        for case, one in zip(cases, expected):
            found = train(case)
            assert any(one.key[-1] for one in loops._KEPT), "XLA has compiled nothing"
            for names in ("weights", "optimizer"):
                for array, other in zip(found[names], one[names]):
                    arrays = [np.frombuffer(bytes_, "float32") for bytes_ in (array, other)]
                    np.testing.assert_allclose(*arrays, rtol=1e-3, atol=2e-5)
            for name, values in one["history"].items():
                np.testing.assert_allclose(found["history"][name], values, rtol=1e-3)


@contextlib.contextmanager
def few_are_many() -> Iterator[None]:
    """Let XLA compile short trainings, too."""
    usual = loops.MANY_STEPS, loops.XLA_STEPS
    loops.MANY_STEPS, loops.XLA_STEPS = 5, 2
    try:
        yield
    finally:
        loops.MANY_STEPS, loops.XLA_STEPS = usual


def compiled(model: Any, optimizer: Any = "sgd", **options: Any) -> Any:
    """Return a model that is ready to be trained, with the variables of its optimizer."""
    model.compile(optimizer, **{"loss": SPARSE, "metrics": ["accuracy"], **options})
    if model.built:
        model.optimizer.build(model.trainable_variables)
    return model


def relu(values: Any) -> Any:
    """Be named as one of Keras's functions, and be none."""
    return keras.ops.maximum(values, -0.5)


def one_layer(activation: Any = "relu", kind: Any = keras.Sequential, **options: Any) -> Any:
    """Return a chain whose middle layer is of some kind."""
    middle = layers.Dense(6, activation=activation, **options)
    return kind(
        [keras.Input(SHAPE), layers.Flatten(), middle, layers.Dense(CLASSES, activation="softmax")]
    )


def frozen() -> Any:
    """Return a chain whose middle layer is not to be trained."""
    model = one_layer()
    model.layers[1].trainable = False
    return model


class OwnLayer(layers.Dense):
    """A layer of somebody's own, as which another one may be named, too."""


def shared() -> None:
    """Models share a loop exactly where their steps are the same."""
    plain = recipe_of(compiled(one_layer()), TRAIN)
    assert plain is not None
    for same_steps in (
        compiled(one_layer()),
        compiled(one_layer(kernel_initializer="zeros"), optimizers.SGD(0.5)),
        compiled(one_layer(keras.activations.relu), metrics=["accuracy"]),
        compiled(functional_twin()),
    ):
        assert recipe_of(same_steps, TRAIN) == plain
    noted_one = compiled(one_layer())
    training_trace.trace_model(noted_one)
    unlike: list[Any] = [
        compiled(one_layer("tanh")),
        compiled(one_layer(use_bias=False)),
        compiled(frozen()),
        compiled(one_layer(), "adam"),
        compiled(one_layer(), optimizers.SGD(0.01, momentum=0.5)),
        compiled(one_layer(), optimizers.SGD(0.01, clipnorm=1.0)),
        compiled(one_layer(), falling()),
        compiled(one_layer(), stepwise()),
        compiled(one_layer(), metrics=None),
        compiled(one_layer(), metrics=["accuracy"], weighted_metrics=["accuracy"]),
        compiled(one_layer(), loss=losses.SparseCategoricalCrossentropy(from_logits=True)),
        noted_one,
    ]
    recipes = [plain, *(recipe_of(one, TRAIN) for one in unlike)]
    assert None not in recipes
    assert len(set(map(repr, recipes))) == len(recipes), "unlike models have one recipe"
    for unknown in (
        one_layer(relu), one_layer(kernel_regularizer="l2"), one_layer(kind=OwnMetrics),
        one_layer(kernel_constraint="non_neg"), functional(2), unbuilt(),
        chain(layers.BatchNormalization()), patched(),
    ):  # fmt: skip
        assert recipe_of(compiled(unknown), TRAIN) is None
    for options in ({"loss": own_loss}, {"loss_weights": [0.5]}, {"metrics": [own_loss]}):
        assert recipe_of(compiled(one_layer(), **options), TRAIN) is None


def patched() -> Any:
    """Return a chain with a layer that computes something else than its class does."""
    model = one_layer()
    model.layers[1].call = lambda values: keras.ops.tanh(values[:, :6])
    return model


def once() -> None:
    """A loop is compiled once for all alike models, and is given the variables of each."""
    images, labels = DATA.x_train[:90] / np.float32(255), DATA.y_train[:90]
    options = {"batch_size": 10, "epochs": 2, "verbose": 0}
    counted: list[Any] = []
    loop, loops._compiled = loops._compiled, lambda *given: counted.append(1) or loop(*given)
    try:
        with faster_training():
            for count in (60, 90, 75):
                model = compiled(one_layer())
                before = model.get_weights()
                model.fit(images[:count], labels[:count], **options)
                moved = [bool((old != new).any()) for old, new in zip(before, model.get_weights())]
                assert all(moved), "another model was trained"
                assert int(model.optimizer.iterations) == 2 * -(-count // 10)
            assert len(counted) == 1
            compiled(one_layer("tanh")).fit(images, labels, **options)
            assert len(counted) == 2
            # What is noted of the steps goes to each model's own trace.
            for _ in range(3):
                model = compiled(one_layer())
                trace = training_trace.trace_model(model)
                model.fit(images, labels, **options)
                end = training_trace.mark_of(model.get_weights())
                assert abs(float(trace.end.numpy()) - end) < 1e-4
            assert len(counted) == 3
    finally:
        loops._compiled = loop


def functional_twin() -> Any:
    """Return a functional model that computes what `one_layer` does."""
    given = keras.Input(SHAPE)
    middle = layers.Dense(6, activation="relu")(layers.Flatten()(given))
    return keras.Model(given, layers.Dense(CLASSES, activation="softmax")(middle))


def foreign() -> None:
    """An optimizer that belongs to another model is Keras's to complain about, as before."""
    optimizer = keras.optimizers.SGD()
    first = compiled(one_layer(), optimizer)
    second = one_layer()
    second.compile(optimizer, SPARSE)
    images, labels = DATA.x_train[:90] / np.float32(255), DATA.y_train[:90]
    with faster_training():
        first.fit(images, labels, verbose=0)
        for wrong in (lambda: second.fit(images, labels, verbose=0),
                      lambda: compiled(one_layer()).fit(images, labels[:80], verbose=0),
                      lambda: compiled(one_layer()).fit(images, labels - 3.5, verbose=0, epochs="2"),
                      lambda: one_layer().fit(images, labels)):  # fmt: skip
            try:
                wrong()
            except Exception:
                continue
            raise AssertionError(f"nobody complained: {inspect.getsource(wrong)}")


def undone() -> None:
    """After the block, Keras is as it was, and models have none of the grader's functions."""
    names = ("fit", "evaluate", "predict")
    before = {name: getattr(keras.Model, name) for name in names}
    options = tf.config.optimizer.get_experimental_options()
    model = compiled(one_layer())
    images, labels = DATA.x_train[:90] / np.float32(255), DATA.y_train[:90]
    model.fit(images, labels, verbose=0)
    functions = [model.train_function, model.test_function, model.predict_function]
    with faster_training():
        assert all(getattr(keras.Model, name) is not before[name] for name in names)
        model.fit(images, labels, validation_split=0.3, verbose=0)
        model.evaluate(images, labels, verbose=0)
        model.predict(images, verbose=0)
        assert functions == [model.train_function, model.test_function, model.predict_function]
    assert all(getattr(keras.Model, name) is before[name] for name in names)
    assert not set(names) & set(vars(keras.Model))
    assert not loops._KEPT
    assert tf.config.optimizer.get_experimental_options().get(
        "disable_meta_optimizer", False
    ) == options.get("disable_meta_optimizer", False)


def lacking() -> None:
    """With a Keras of other inner parts, trainings are Keras's own, and the same."""
    case = {**USUAL, "fit": {"epochs": 2, "validation_split": 0.2, "batch_size": 10}}
    expected = train(case)
    with faster_training():
        train(case)
        assert loops._KEPT, "no epoch was one call"
    for without in (without_a_module, without_a_part_of_models):
        with without(), faster_training():
            differing = differences(train(case), expected)
            assert not differing, f"{differing} differ {without.__name__}"
            assert not loops._KEPT, f"an epoch was one call {without.__name__}"


@contextlib.contextmanager
def without_a_module() -> Iterator[None]:
    """Have Keras's module that splits arrays be somewhere else, as in another version of it."""
    ours = [f"autograder.probe.{name}" for name in ("arrays", "epochs", "loops")]
    kept = {name: sys.modules.pop(name) for name in ours}
    absent = "keras.src.trainers.data_adapters.array_slicing"
    kept[absent] = sys.modules[absent]
    sys.modules[absent] = None  # type: ignore[assignment]
    package = sys.modules["autograder.probe"]
    for name in ours:
        vars(package).pop(name.rpartition(".")[2])
    try:
        yield
    finally:
        sys.modules.update(kept)
        for name in ours:
            setattr(package, name.rpartition(".")[2], kept[name])


@contextlib.contextmanager
def without_a_part_of_models() -> Iterator[None]:
    """Look for a part of Keras's models that it does not have."""
    usual, speed.INNER_PARTS = speed.INNER_PARTS, (*speed.INNER_PARTS, "_not_there")
    try:
        yield
    finally:
        speed.INNER_PARTS = usual


PARTS = (always, drawn_cases, xla, shared, once, foreign, undone, lacking)

if __name__ == "__main__":
    wanted = sys.argv[1:]
    found: dict[str, str] = {}
    for part in PARTS:
        if not wanted or part.__name__ in wanted:
            started = time.process_time()
            try:
                part()
                found[part.__name__] = ""
            except Exception:
                found[part.__name__] = traceback.format_exc()
            print(f"{part.__name__}: {time.process_time() - started:.1f} s", file=sys.stderr)
    print(json.dumps(found))
