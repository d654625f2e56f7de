"""The inner parts of Keras and TensorFlow that the probe touches, and what happens without each.

Run as `python inner_parts.py`; the last line of its output has, for each part, what is wrong. A part
is missing as in a Keras that calls it by another name: the probe's modules are loaded from a source in
which it has one. `LACKING=all` goes through all of them, `LACKING=2/5` through the second fifth.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import importlib.abc
import importlib.machinery
import json
import os
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

# Versions of Keras with which `make versions` tries all of this, besides that of the lock; which
# it has tried stands in docs/versions.md.
TRIED = ("3.8.0", "3.9.2", "3.10.0", "3.11.3", "3.12.4", "3.13.2", "3.14.1")
# What happens without a part.
PLAIN = "trainings, evaluations and predictions are Keras's own, and the same"
UNSHARED = "no two models share what is compiled; the results are the same"
AS_MADE = "Keras makes what the next epoch does not need; the results are the same"
STEPWISE = "what Keras must feed is trained a step at a time; the results are the same"
QUIET = "TensorFlow may warn of models of a check after it; what a check prints stays hidden"
RATE = "of a schedule that no step was noted of, the last rate is recorded"
LOADERS = "that module loads Keras's own images; the public ones load those that grading gives"
DATA = "keras.src.trainers.data_adapters"


@dataclasses.dataclass(frozen=True)
class Part:
    """An inner part that the probe touches.

    Attributes:
        name: What the probe's source calls it.
        owner: Where it is: a module, or what `made` has by this name.
        without: What happens where it is missing.
    """

    name: str
    owner: str
    without: str


PARTS = (
    Part("array_slicing", DATA, PLAIN),
    Part("data_adapter_utils", DATA, PLAIN),
    Part("can_convert_arrays", f"{DATA}.array_data_adapter", PLAIN),
    Part("ArrayDataAdapter", f"{DATA}.array_data_adapter", PLAIN),
    Part("DataAdapter", f"{DATA}.data_adapter", PLAIN),
    Part("_inputs", "adapter", PLAIN),
    Part("_num_samples", "adapter", PLAIN),
    Part("_shuffle", "adapter", PLAIN),
    Part("_compile_loss", "model", PLAIN),
    Part("_compile_metrics", "model", PLAIN),
    Part("_get_metrics_result_or_logs", "model", PLAIN),
    Part("_make_function", "model", PLAIN),
    Part("distribute_strategy", "model", PLAIN),
    Part("train_function", "model", STEPWISE),
    Part("test_function", "model", STEPWISE),
    Part("predict_function", "model", STEPWISE),
    Part("TFEpochIterator", "keras.src.backend.tensorflow.trainer", AS_MADE),
    Part("_get_iterator", "keras.src.backend.tensorflow.trainer:TFEpochIterator", AS_MADE),
    Part("_num_batches", "epoch", AS_MADE),
    Part("_steps_seen", "epoch", AS_MADE),
    Part("keras.src.", "", PLAIN),
    Part("Functional", "keras.src.models.functional", UNSHARED),
    Part("_inbound_nodes", "layer", UNSHARED),
    Part("_learning_rate", "optimizer", f"{UNSHARED}; {RATE}"),
    Part("_trainable_variables", "optimizer", UNSHARED),
    Part("_user_loss_weights", "loss", UNSHARED),
    Part("_user_metrics", "metrics", UNSHARED),
    Part("_user_weighted_metrics", "metrics", UNSHARED),
    Part("_fn", "metric", UNSHARED),
    Part("keras.src.datasets", "keras.src.datasets", LOADERS),
    Part(
        "tensorflow.python.eager.polymorphic_function.polymorphic_function",
        "tensorflow.python.eager.polymorphic_function.polymorphic_function", QUIET,
    ),
    Part(
        "_frequent_tracing_detector_manager",
        "tensorflow.python.eager.polymorphic_function.polymorphic_function", QUIET,
    ),
)  # fmt: skip


class _Altered(importlib.machinery.SourceFileLoader):
    """Loads a module from its source, in which a part of Keras has another name."""

    part = ""

    def get_code(self, fullname: str) -> CodeType:
        source = Path(self.path).read_text(encoding="utf-8")
        end = "" if self.part.endswith(".") else r"\b"
        pattern = rf"(?<![\w.]){re.escape(self.part)}{end}|(?<=\.){re.escape(self.part)}{end}"
        return compile(re.sub(pattern, f"{self.part}elsewhere", source), self.path, "exec")


class _Finder(importlib.abc.MetaPathFinder):
    """Has the probe's modules be loaded without a part."""

    def __init__(self, part: str) -> None:
        self.part = part

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if not fullname.startswith("autograder.probe."):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin:
            spec.loader = _Altered(fullname, spec.origin)
            spec.loader.part = self.part
        return spec


@contextlib.contextmanager
def probe_without(part: str) -> Iterator[Callable[[str], ModuleType]]:
    """Load the probe anew in the block, without a part; yields what imports one of its modules."""
    import autograder

    def is_ours(name: str) -> bool:
        return name == "autograder.probe" or name.startswith("autograder.probe.")

    usual = {name: sys.modules.pop(name) for name in list(sys.modules) if is_ours(name)}
    finder = _Finder(part)
    sys.meta_path.insert(0, finder)
    try:
        yield lambda name: importlib.import_module(f"autograder.probe.{name}")
    finally:
        sys.meta_path.remove(finder)
        for name in list(sys.modules):
            if is_ours(name):
                del sys.modules[name]
        sys.modules.update(usual)
        if "autograder.probe" in usual:
            autograder.probe = usual["autograder.probe"]  # type: ignore[attr-defined]


def made() -> dict[str, Any]:
    """Return a trained model and what belongs to it, by the names that the parts' owners have."""
    import keras
    import numpy as np

    inputs = keras.Input((3,))
    layer = keras.layers.Dense(2, activation="softmax")
    model = keras.Model(inputs, layer(inputs))
    metric = keras.metrics.SparseCategoricalAccuracy()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=[metric])
    images, labels = np.ones((4, 3), "float32"), np.zeros(4)
    model.fit(images, labels, verbose=0)
    adapter = importlib.import_module(f"{DATA}.array_data_adapter")
    trainer = importlib.import_module("keras.src.backend.tensorflow.trainer")
    return {
        "model": model,
        "layer": layer,
        "optimizer": model.optimizer,
        "metric": metric,
        "loss": model._compile_loss,
        "metrics": model._compile_metrics,
        "adapter": adapter.ArrayDataAdapter(images, labels, batch_size=2, shuffle=True),
        "epoch": trainer.TFEpochIterator(
            x=images, y=labels, batch_size=2, distribute_strategy=model.distribute_strategy
        ),
    }


def is_there(part: Part, owners: dict[str, Any]) -> bool:
    """Whether this Keras has a part."""
    if part.owner in owners:
        return hasattr(owners[part.owner], part.name)
    module, _, name = (part.owner or part.name.rstrip(".")).partition(":")
    try:
        owner = importlib.import_module(module)
        if name:
            owner = getattr(owner, name)
        if part.name.rstrip(".") == module or hasattr(owner, part.name):
            return True
        importlib.import_module(f"{module}.{part.name}")
    except (ImportError, AttributeError):
        return False
    return True


def trained() -> dict[str, Any]:
    """Train, evaluate and ask a few models, as grading does; return all that comes of it."""
    import keras
    import numpy as np

    images = np.random.default_rng(5).random((60, 4, 4)).astype("float32")
    labels = np.random.default_rng(6).integers(0, 3, 60)

    def network(width: int = 5) -> Any:
        inputs = keras.Input((4, 4))
        hidden = keras.layers.Dense(width, activation="relu")(keras.layers.Flatten()(inputs))
        return keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(hidden))

    found: dict[str, Any] = {}
    keras.utils.set_random_seed(1)
    for number in range(2):
        model = network()
        rate: Any = keras.optimizers.schedules.ExponentialDecay(0.01, 2, 0.9) if number else 0.01
        metrics = [keras.metrics.SparseCategoricalAccuracy("hits")]
        loss = "sparse_categorical_crossentropy"
        model.compile(keras.optimizers.Adam(rate), loss, metrics=metrics)
        history = model.fit(images, labels, epochs=3, batch_size=8, validation_split=0.2, verbose=0)
        found[f"history {number}"] = history.history
        found[f"weights {number}"] = [one.tobytes() for one in model.get_weights()]
        found[f"measured {number}"] = model.evaluate(images, labels, batch_size=8, verbose=0)
        found[f"outputs {number}"] = model.predict(images, verbose=0).tobytes()
    # As many as are trained several steps at a time where Keras must feed them.
    model.fit(
        np.repeat(images, 20, axis=0), np.repeat(labels, 20), validation_steps=1,
        validation_split=0.5, batch_size=50, verbose=0,
    )  # fmt: skip
    found["many"] = [one.tobytes() for one in model.get_weights()]
    return found


def wrong_without(part: Part, expected: dict[str, Any]) -> str:
    """Return what is wrong where the probe does not find a part; "" if it is as `PARTS` says."""
    with probe_without(part.name) as probe:
        if part.without == QUIET:
            with probe("quiet").quietly():
                print("not to be seen", flush=True)
            return ""
        if part.without == LOADERS:
            return _wrong_loaders(probe)
        speed = probe("speed")
        with speed.faster_training():
            found = trained()
            kept = getattr(sys.modules.get("autograder.probe.loops"), "_KEPT", [])
            # What an optimizer has is no part of an evaluation.
            uses = ("train",) if part.owner == "optimizer" else ("train", "test")
            recipes = [one.recipe for one in kept if one.key[0] in uses]
        differing = [name for name in expected if repr(found[name]) != repr(expected[name])]
        if differing:
            return f"{', '.join(differing)} differ"
        if part.without in (PLAIN, STEPWISE) and kept:
            return "an epoch was one call"
        if part.without.startswith(UNSHARED) and any(one is not None for one in recipes):
            return "what was compiled may be another model's"
        return _wrong_rates(probe) if RATE in part.without else ""


def _wrong_loaders(probe: Callable[[str], ModuleType]) -> str:
    import keras
    import numpy as np

    from autograder import data

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "name.txt").write_text("mnist")
        (folder / "unseen.txt").write_text("1")
        np.save(folder / "x_train.npy", np.full((2, 28, 28), 7, "uint8"))
        np.save(folder / "y_train.npy", np.zeros(2, "uint8"))
        probe("__main__").provide_data(folder)
    (images, _), _ = keras.datasets.mnist.load_data()
    given = data.load_mnist()[0][0]
    return "" if (images == 7).all() and (given == 7).all() else "other images are loaded"


def _wrong_rates(probe: Callable[[str], ModuleType]) -> str:
    import keras
    import numpy as np

    schedule = keras.optimizers.schedules.ExponentialDecay(0.5, 1, 0.5)
    with tempfile.TemporaryDirectory() as folder:
        recorder = probe("value_recorder").Recorder(Path(folder), "task")
        recorded = probe("model_recorder")._describe_optimizer(
            recorder, keras.optimizers.SGD(schedule)
        )
        recorder_files = list(Path(folder).glob("*.npy"))
        rates = np.load(recorder_files[0]) if recorder_files else recorded["learning_rates"]
    return "" if np.allclose(np.asarray(rates, "float64"), 0.5) else f"the rate is {rates}"


def chosen() -> tuple[Part, ...]:
    """Return the parts to go through."""
    share = os.environ.get("LACKING", "1/8")
    number, _, of = share.partition("/")
    return PARTS if share == "all" else PARTS[int(number) - 1 :: int(of)]


def main() -> None:
    """Go through the parts, and print what is wrong."""
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="")
    import keras

    owners = made()
    there = {part.name: is_there(part, owners) for part in PARTS}
    found, expected = {}, trained()
    for part in chosen():
        started = time.process_time()
        try:
            found[part.name] = wrong_without(part, expected)
        except Exception:
            found[part.name] = traceback.format_exc()
        print(f"{part.name}: {time.process_time() - started:.1f} s", file=sys.stderr)
    print(json.dumps({"keras": keras.__version__, "there": there, "wrong": found}))


if __name__ == "__main__":
    main()
