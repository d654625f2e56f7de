"""What is recorded of a model in training: batches of sizes that its code does not know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.judge.checks import network
from autograder.probe.model_recorder import (
    made_weights,
    record_batches,
    record_model,
    record_with_weights,
)
from autograder.probe.value_recorder import Recorder

keras: Any = None

SIZES = (32, 7, 256, 201)
BEHAVIOUR = network.Behaviour(("relu", "relu"), "softmax", (1.0, 0.0), True)


@pytest.fixture(scope="module", autouse=True)
def with_keras() -> None:
    """Import Keras, which takes seconds, and not in each process that collects this file."""
    global keras
    keras = pytest.importorskip("keras")


def mute(works: Any) -> Any:
    """Return a layer that drops half of its units in training where `works` says so of a batch."""

    class Mute(keras.layers.Layer):
        def call(self, values: Any, training: bool = False) -> Any:
            if not training:
                return values
            dropped = keras.ops.where(
                keras.random.uniform(keras.ops.shape(values)) < 0.5, values, 0
            )
            return keras.ops.where(works(values), dropped, values)

    return Mute()


def of_fixed_shape(values: Any) -> Any:
    """Flatten images by a shape that is known only where the size of the batch is."""
    import tensorflow as tf

    return tf.reshape(values, (int(values.shape[0]), -1))


def network_of(middle: Any, flatten: Any, precision: str) -> Any:
    """Return a network of a student's own."""
    dense = [
        keras.layers.Dense(units, activation, dtype=precision)
        for units, activation in ((60, "relu"), (30, "relu"), (10, "softmax"))
    ]

    class Network(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.flattened, self.middle, self.dense = flatten, middle, dense

        def call(self, values: Any, training: bool = False) -> Any:
            values = self.dense[0](self.flattened(values))
            if self.middle is not None:
                values = self.middle(values, training=training)
            return self.dense[2](self.dense[1](values))

    return Network()


def matches(
    folder: Path, layer: Any = None, flatten: Any = None, precision: str = "float32"
) -> bool:
    """Whether the record of a model with the grader's weights is what these weights give."""
    keras.utils.set_random_seed(0)
    generator = np.random.default_rng(1)
    images = generator.uniform(0, 1, (256, 28, 28)).astype("float32")
    model = network_of(layer, flatten or keras.layers.Flatten(), precision)
    model(images[:16])
    numbers = generator.uniform(-1, 1, 9973).astype("float32")
    weights = made_weights([one.shape for one in model.get_weights()], numbers)
    model.set_weights(weights)
    record = record_batches(Recorder(folder, "task"), model, images, np.array(SIZES))
    every = [np.load(folder / one["npy"]) for one in record["outputs_of_batches"]]
    assert [len(one) for one in every] == list(SIZES)
    chain = network.find_chain(weights, 784)
    assert chain is not None
    fine = precision == "float32"
    tolerance = network.ROUNDING if fine else network.ROUNDING_OF_COARSE
    return all(network.gives(chain, BEHAVIOUR, images[: len(one)], one, tolerance) for one in every)


@pytest.mark.parametrize("precision", ["float32", "mixed_float16", "mixed_bfloat16"])
def test_a_model_without_anything_else_is_the_same_in_training(
    precision: str, tmp_path: Path
) -> None:
    assert matches(tmp_path, precision=precision)
    assert matches(tmp_path, keras.layers.Dropout(0.0), of_fixed_shape, precision)


@pytest.mark.parametrize(
    "works",
    [
        lambda values: keras.ops.shape(values)[0] != 16,
        lambda values: keras.ops.shape(values)[0] == 32,
        lambda values: values.shape[0] is None,
        lambda values: keras.ops.shape(values)[0] > 200,
    ],
)
@pytest.mark.parametrize("precision", ["float32", "mixed_bfloat16"])
def test_what_is_left_out_at_some_sizes_of_a_batch_shows(
    works: Any, precision: str, tmp_path: Path
) -> None:
    assert not matches(tmp_path, mute(works), precision=precision)


def test_of_a_model_that_does_not_take_every_batch_nothing_is_recorded(tmp_path: Path) -> None:
    model = keras.Sequential([keras.layers.Reshape((16, 784))])
    images, sizes = np.zeros((256, 28, 28), "float32"), np.array([16, 7])
    assert record_batches(Recorder(tmp_path, "task"), model, images, sizes) == {}


def dense(*units: int) -> Any:
    return keras.Sequential(
        [
            keras.layers.Input((28, 28)),
            keras.layers.Flatten(),
            *(keras.layers.Dense(one, "relu") for one in units[:-1]),
            keras.layers.Dense(units[-1], "softmax"),
        ]
    )


def test_kernels_are_rounded_and_outputs_are_those_of_the_rounded_ones(tmp_path: Path) -> None:
    """Is it the network that it was, and does what is recorded fit as well as it did?"""
    keras.utils.set_random_seed(0)
    model = dense(300, 100, 10)
    before = model.get_weights()
    images = np.random.default_rng(0).uniform(0, 1, (16, 28, 28)).astype("float32")
    record = record_model(Recorder(tmp_path, "task"), model, images)
    recorded = [np.load(tmp_path / one["npy"]) for one in record["weights"]]
    for one, other in zip(before, recorded):
        assert one.shape == other.shape
        assert np.allclose(one, other, rtol=2**-8, atol=0)
        assert np.array_equal(one, other) == (one.ndim == 1 or one.size < 10_000)
        # What is 0 stays 0, and what is alike stays alike.
        assert len(np.unique(other)) <= len(np.unique(one))
    large = recorded[0].view("uint32")
    assert not (large & 0xFFFF).any()
    chain = network.find_chain(recorded, 784)
    outputs = np.load(tmp_path / record["outputs"]["npy"])
    assert chain is not None
    found = network.identify(chain, images, outputs, ("relu", "relu", "softmax"))
    assert found == BEHAVIOUR
    numbers = np.random.default_rng(1).uniform(-1, 1, 9973).astype("float32")
    assert record_with_weights(Recorder(tmp_path, "other"), model, numbers, images)


@pytest.mark.parametrize("fill", [0.0, 1e-3, np.nan, 3e38])
def test_kernels_that_nobody_draws_are_recorded_all_the_same(fill: float, tmp_path: Path) -> None:
    model = dense(300, 10)
    model.set_weights([np.full_like(one, fill) for one in model.get_weights()])
    images = np.ones((16, 28, 28), "float32")
    record = record_model(Recorder(tmp_path, "task"), model, images)
    kernel = np.load(tmp_path / record["weights"][0]["npy"])
    assert np.allclose(kernel, np.float32(fill), rtol=2**-8, atol=0, equal_nan=True)
    assert (kernel == 0).all() == (fill == 0)
