"""Models of any layers: right ones keep their points, and what differs from the contract is named."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.assignment.rubric import RUBRICS, Rubric, load_rubric
from autograder.data import embedded_dataset
from autograder.judge.checks import test_model as checks_of_models
from autograder.judge.checks.support import Failure
from autograder.judge.evidence import read_task
from autograder.judge.inputs import draw_inputs
from autograder.probe.tasks import Limits, probe_task

DENSE = 'units = [128, 32, 10]\nactivations = ["relu", "relu", "softmax"]\n'
CONVOLUTIONS = """
[[model.layers]]
type = "conv2d"
filters = 8
kernel_size = 3
activation = "relu"
[[model.layers]]
type = "max_pooling2d"
[[model.layers]]
type = "conv2d"
filters = 16
kernel_size = 3
activation = "relu"
[[model.layers]]
type = "max_pooling2d"
[[model.layers]]
type = "flatten"
[[model.layers]]
type = "dense"
units = 32
activation = "relu"
[[model.layers]]
type = "dropout"
rate = 0.25
[[model.layers]]
type = "dense"
units = 10
activation = "softmax"
"""
NORMALIZED = """
[[model.layers]]
type = "conv2d"
filters = 6
kernel_size = 5
strides = 2
padding = "same"
[[model.layers]]
type = "batch_normalization"
[[model.layers]]
type = "activation"
activation = "elu"
[[model.layers]]
type = "average_pooling2d"
[[model.layers]]
type = "conv2d"
filters = 12
kernel_size = [3, 2]
dilation_rate = 2
activation = "tanh"
[[model.layers]]
type = "global_max_pooling2d"
[[model.layers]]
type = "dense"
units = 10
activation = "softmax"
"""
CHECKS = (
    "returns_model", "maps_images_to_classes", "layer_widths", "windows", "hidden_activations",
    "output_probabilities", "dropout", "nothing_else",
)  # fmt: skip
GATES = CHECKS[:2]
Build = Callable[[], Any]
SEED = 7


def rubric_of(folder: Path, layers: str, shape: str = "[28, 28, 1]") -> Rubric:
    """Return mnist_adam's rubric with other layers."""
    text = (RUBRICS / "mnist_adam.toml").read_text(encoding="utf-8")
    assert DENSE in text
    path = folder / "mnist_adam.toml"
    path.write_text(text.replace(DENSE, layers).replace("[28, 28]", shape), encoding="utf-8")
    return load_rubric(path)


@pytest.fixture
def judged(tmp_path: Path) -> Callable[..., dict[str, Failure]]:
    """Return a function that judges a `build_model`, and returns the checks that fail."""

    def judge(
        build: Build, layers: str = CONVOLUTIONS, shape: str = "[28, 28, 1]", seed: bytes = b"1"
    ) -> dict[str, Failure]:
        import keras

        # What a dropout is told by is drawn at random: once for good here.
        keras.utils.set_random_seed(SEED)
        rubric = rubric_of(tmp_path, layers, shape)
        inputs = draw_inputs(rubric, rubric.task("build_model"), embedded_dataset(), seed)
        names = {"build_model": build}
        probe_task("build_model", "model", names, inputs, {}, Limits(60, 60), tmp_path)
        calls = read_task(tmp_path, "build_model", 2**26)["calls"]
        failures: dict[str, Failure] = {}
        for name in CHECKS:
            check = getattr(checks_of_models, f"test_{name}")
            given = {"calls": calls, "inputs": inputs, "rubric": rubric}
            try:
                check(**{key: given[key] for key in inspect.signature(check).parameters})
            except Failure as failure:
                failures[name] = failure
                if name in GATES:
                    break
        return failures

    return judge


def causes(failures: dict[str, Failure]) -> dict[str, str]:
    return {name: one.cause for name, one in failures.items()}


def conv(filters: int = 8, size: Any = 3, **options: Any) -> Any:
    import keras

    return keras.layers.Conv2D(filters, size, **{"activation": "relu", **options})


def pool(size: Any = 2, **options: Any) -> Any:
    import keras

    return keras.layers.MaxPooling2D(size, **options)


def dense(units: int = 32, activation: str | None = "relu") -> Any:
    import keras

    return keras.layers.Dense(units, activation=activation)


def chain(*layers: Any, shape: tuple[int, ...] = (28, 28, 1)) -> Any:
    import keras

    return keras.Sequential([keras.Input(shape), *layers])


def right(rate: float = 0.25, before: Any = (), **changes: Any) -> Any:
    """Return the contract's model; layers may be replaced by others, or by several or none."""
    import keras

    layers: dict[str, Any] = {
        "first": conv(),
        "pool": pool(),
        "second": conv(16),
        "pool_2": pool(),
        "vector": keras.layers.Flatten(),
        "dense": dense(),
        "dropout": keras.layers.Dropout(rate),
        "last": dense(10, "softmax"),
    }
    assert set(changes) <= set(layers)
    flat = [*before]
    for one in {**layers, **changes}.values():
        flat += one if isinstance(one, list) else [one]
    return chain(*flat)


# --- Right ---------------------------------------------------------------------------------------


def functional() -> Any:
    import keras

    first = keras.Input((28, 28, 1))
    values = keras.ops.relu(conv(activation=None)(first))
    values = pool()(values)
    values = keras.layers.Activation("relu")(conv(16, activation=None)(values))
    values = keras.ops.reshape(pool()(values), (-1, 400))
    values = keras.layers.Dropout(0.25)(dense()(values))
    return keras.Model(first, keras.ops.softmax(dense(10, None)(values)))


def subclassed() -> Any:
    import keras

    class Network(keras.Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            # Not in the order in which they are called.
            self.last, self.hidden = dense(10, "softmax"), dense()
            self.drop, self.pool = keras.layers.Dropout(0.25), pool()
            self.second, self.first = conv(16), conv()

        def call(self, images: Any, training: bool = False) -> Any:
            values = self.pool(self.second(self.pool(self.first(images))))
            values = keras.ops.reshape(values, (-1, 400))
            return self.last(self.drop(self.hidden(values), training=training))

    return Network()


def relu_after_pooling() -> Any:
    import keras

    return right(
        first=conv(activation=None),
        pool=[pool(), keras.layers.ReLU()],
        second=conv(16, activation=None),
        pool_2=[pool(), keras.layers.ReLU()],
    )


def without_axis() -> Any:
    import keras

    reshape = keras.layers.Reshape((28, 28, 1))
    return chain(reshape, conv(), pool(), conv(16), pool(), keras.layers.Flatten(), dense(),
                 keras.layers.Dropout(0.25), dense(10, "softmax"), shape=(28, 28))  # fmt: skip


@pytest.mark.parametrize("build", [right, functional, subclassed, relu_after_pooling, without_axis])
def test_the_contract_in_any_style_is_right(
    judged: Callable[..., dict[str, Failure]], build: Build
) -> None:
    assert causes(judged(build)) == {}


def test_a_model_that_adds_the_channels_is_right_where_images_have_none(
    judged: Callable[..., dict[str, Failure]],
) -> None:
    assert causes(judged(without_axis, shape="[28, 28]")) == {}


def normalized(epsilon: float = 0.001, **options: Any) -> Any:
    import keras

    return chain(
        conv(6, 5, strides=2, padding="same", activation=None),
        keras.layers.BatchNormalization(epsilon=epsilon),
        keras.layers.Activation("elu"),
        keras.layers.AveragePooling2D(2),
        conv(12, (3, 2), **{"dilation_rate": 2, "activation": "tanh", **options}),
        keras.layers.GlobalMaxPooling2D(),
        dense(10, "softmax"),
    )


@pytest.mark.parametrize("seed", [b"1", b"2"])
def test_a_chain_with_a_normalization_of_batches_is_right(
    judged: Callable[..., dict[str, Failure]], seed: bytes
) -> None:
    assert causes(judged(normalized, NORMALIZED, seed=seed)) == {}


def test_a_chain_with_a_normalization_is_told_from_others(
    judged: Callable[..., dict[str, Failure]],
) -> None:
    found = judged(lambda: normalized(dilation_rate=1), NORMALIZED)
    assert causes(found) == {"windows": "wrong_dilation"}
    found = judged(lambda: normalized(activation="relu"), NORMALIZED)
    assert causes(found) == {"hidden_activations": "wrong_activation"}


@pytest.mark.parametrize("seed", [b"a", b"b", b"c"])
def test_the_contracts_dropout_is_right_whatever_is_drawn(
    judged: Callable[..., dict[str, Failure]], seed: bytes
) -> None:
    assert causes(judged(right, seed=seed)) == {}


# --- Wrong ---------------------------------------------------------------------------------------


def average() -> Any:
    import keras

    return keras.layers.AveragePooling2D(2)


def own_layer(function: Callable[[Any, bool], Any]) -> Any:
    """Return a layer without weights that does what a function says."""
    import keras

    class Own(keras.layers.Layer):
        def call(self, values: Any, training: bool = False) -> Any:
            return function(values, training)

    return Own()


def same_dropout(values: Any, training: bool) -> Any:
    import keras

    return keras.random.dropout(values, 0.25, seed=1) if training else values


def stopped(values: Any, training: bool) -> Any:
    import keras

    return keras.ops.stop_gradient(values)


def dropout(rate: float = 0.25) -> Any:
    import keras

    return keras.layers.Dropout(rate)


def layer(name: str, *arguments: Any) -> Any:
    import keras

    return getattr(keras.layers, name)(*arguments)


NEAR: dict[str, tuple[Build, dict[str, str]]] = {
    "same padding": (
        lambda: right(first=conv(padding="same"), second=conv(16, padding="same")),
        {"windows": "wrong_padding"},
    ),
    "padding of one": (lambda: right(first=conv(padding="same")), {"windows": "wrong_padding"}),
    "a pooling left out": (lambda: right(pool_2=[]), {"windows": "pooling_missing"}),
    "no pooling": (lambda: right(pool=[], pool_2=[]), {"windows": "pooling_missing"}),
    "average for max": (lambda: right(pool=average()), {"windows": "other_pooling"}),
    "average for both": (
        lambda: right(pool=average(), pool_2=average()),
        {"windows": "other_pooling"},
    ),
    "pool size": (lambda: right(pool=pool(3)), {"windows": "wrong_pool_size"}),
    "pool twice": (lambda: right(pool_2=[pool(), pool()]), {"windows": "wrong_pool_size"}),
    "pool strides": (lambda: right(pool=pool(2, strides=1)), {"windows": "wrong_strides"}),
    "kernel size": (lambda: right(first=conv(8, 5)), {"windows": "wrong_kernel_size"}),
    "strides": (lambda: right(first=conv(strides=2)), {"windows": "wrong_strides"}),
    "strides for pooling": (
        lambda: right(first=conv(strides=2), pool=[]),
        {"windows": "wrong_strides"},
    ),
    "dilation": (lambda: right(first=conv(dilation_rate=2)), {"windows": "wrong_dilation"}),
    "global pooling": (
        lambda: right(vector=layer("GlobalAveragePooling2D")),
        {"windows": "other_vector"},
    ),
    "flatten later": (
        lambda: right(vector=[], last=[layer("Flatten"), dense(10, "softmax")]),
        {"windows": "flatten_later"},
    ),
    "filters": (lambda: right(second=conv(32)), {"layer_widths": "wrong_filters"}),
    "units": (lambda: right(dense=dense(64)), {"layer_widths": "wrong_units"}),
    "filters swapped": (
        lambda: right(first=conv(16), second=conv(8)),
        {"layer_widths": "layers_swapped"},
    ),
    "a dense layer left out": (lambda: right(dense=[]), {"layer_widths": "layer_missing"}),
    "a dense layer too many": (
        lambda: right(dense=[dense(64), dense()]),
        {"layer_widths": "layer_extra"},
    ),
    "a convolution left out": (
        lambda: right(second=[], pool_2=[]),
        {"layer_widths": "layer_missing"},
    ),
    "no convolution": (
        lambda: right(first=[], pool=[], second=[], pool_2=[]),
        {"layer_widths": "layer_missing"},
    ),
    "a batch normalization": (
        lambda: right(pool=[layer("BatchNormalization"), pool()]),
        {"layer_widths": "layer_extra"},
    ),
    "no activations": (
        lambda: right(first=conv(activation=None), second=conv(16, activation=None)),
        {"hidden_activations": "no_activation"},
    ),
    "tanh": (lambda: right(dense=dense(32, "tanh")), {"hidden_activations": "wrong_activation"}),
    "logits": (lambda: right(last=dense(10, None)), {"output_probabilities": "logits"}),
    "sigmoid": (
        lambda: right(last=dense(10, "sigmoid")),
        {"output_probabilities": "sigmoid_for_softmax"},
    ),
    "no dropout": (lambda: right(dropout=[]), {"dropout": "dropout_missing"}),
    "rate of a half": (lambda: right(0.5), {"dropout": "wrong_rate"}),
    "rate a little less": (lambda: right(0.2), {"dropout": "wrong_rate"}),
    "rate of what is kept": (lambda: right(0.75), {"dropout": "wrong_rate"}),
    "dropout too early": (
        lambda: right(dense=[dropout(), dense()], dropout=[]),
        {"dropout": "dropout_elsewhere"},
    ),
    "dropout of images": (
        lambda: right(pool=[pool(), dropout()], dropout=[]),
        {"dropout": "dropout_elsewhere"},
    ),
    "two dropouts": (
        lambda: right(dense=[dropout(), dense()]),
        {"dropout": "dropout_extra"},
    ),
    "whole channels": (
        lambda: right(pool_2=[pool(), layer("SpatialDropout2D", 0.25)], dropout=[]),
        {"dropout": "other_in_training"},
    ),
    "noise": (
        lambda: right(dropout=layer("GaussianNoise", 0.25)),
        {"dropout": "other_in_training"},
    ),
    "a second scaling": (
        lambda: right(before=[layer("Rescaling", 1 / 255)]),
        {"nothing_else": "second_scaling"},
    ),
    "the same dropout again": (
        lambda: right(dropout=own_layer(same_dropout)),
        {"dropout": "same_dropout_again"},
    ),
    "no gradient": (
        lambda: right(pool_2=[pool(), own_layer(stopped)]),
        {"nothing_else": "no_gradient"},
    ),
    "no bias": (lambda: right(first=conv(use_bias=False)), {"nothing_else": "no_bias"}),
    "dead kernels": (
        lambda: right(
            first=conv(kernel_initializer="zeros"), second=conv(16, kernel_initializer="zeros")
        ),
        {"nothing_else": "dead_weights"},
    ),
    "alike filters": (
        lambda: right(
            first=conv(kernel_initializer="ones"), second=conv(16, kernel_initializer="ones")
        ),
        {"nothing_else": "units_alike"},
    ),
    "not flattened": (lambda: right(vector=[]), {"maps_images_to_classes": "not_flattened"}),
    "nine classes": (
        lambda: right(last=dense(9, "softmax")),
        {"maps_images_to_classes": "wrong_classes"},
    ),
    "no channels": (
        lambda: chain(conv(), layer("Flatten"), dense(10, "softmax"), shape=(28, 28)),
        {"returns_model": "no_channel_axis"},
    ),
    "three channels": (
        lambda: chain(conv(), layer("Flatten"), dense(10, "softmax"), shape=(28, 28, 3)),
        {"maps_images_to_classes": "wrong_image_shape"},
    ),
}


@pytest.mark.parametrize("name", NEAR)
def test_one_way_to_differ_is_named(judged: Callable[..., dict[str, Failure]], name: str) -> None:
    build, expected = NEAR[name]
    assert causes(judged(build)) == expected


def test_ways_to_differ_are_named_one_by_one(judged: Callable[..., dict[str, Failure]]) -> None:
    def build() -> Any:
        return right(
            first=conv(padding="same"), second=conv(16, activation="tanh"), last=dense(10, None)
        )

    assert causes(judged(build)) == {
        "windows": "wrong_padding",
        "hidden_activations": "wrong_activation",
        "output_probabilities": "logits",
    }


def test_a_dropout_that_works_in_use_is_named(judged: Callable[..., dict[str, Failure]]) -> None:
    def build() -> Any:
        import keras

        class Always(keras.layers.Layer):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__()
                self.drop = dropout()

            def call(self, values: Any) -> Any:
                return self.drop(values, training=True)

        return right(dropout=Always())

    found = judged(build)
    assert found["windows"].cause == found["hidden_activations"].cause == "dropout_in_use"


def test_what_is_near_nothing_is_said_to_be_so(judged: Callable[..., dict[str, Failure]]) -> None:
    def build() -> Any:
        import keras

        first = keras.Input((28, 28, 1))
        values = pool()(conv(16)(pool()(conv()(first))))
        values = keras.ops.sin(keras.layers.Flatten()(values) * 3)
        return keras.Model(first, dense(10, "softmax")(dropout()(dense()(values))))

    assert set(causes(judged(build)).values()) == {"other_computation", "blocked"}


def test_values_of_the_messages_say_which_layer_and_what(
    judged: Callable[..., dict[str, Failure]],
) -> None:
    failure = judged(lambda: right(second=conv(16, padding="same")))["windows"]
    assert failure.fields == {"layer": "Conv2D number 2", "expected": "valid", "found": "same"}
    failure = judged(lambda: right(0.5))["dropout"]
    assert failure.fields == {
        "expected": "rate 0.25 before Dense 10",
        "found": "rate 0.5 before Dense 10",
    }


def test_of_a_wide_network_only_some_images_are_looked_at() -> None:
    from autograder.assignment.architecture import Layer, Window
    from autograder.judge.checks.dropouts import InTraining

    wide = Layer("conv2d", 5000, Window((3, 3)))
    layers = (wide, Layer("global_max_pooling2d"), Layer("dense", 10, activation="softmax"))
    weights = [np.ones(one, "float32") for one in ((3, 3, 1, 5000), (5000,), (5000, 10), (10,))]
    outputs = [np.full((256, 10), 0.1), np.full((40, 10), 0.1)]
    training = InTraining(layers, weights, np.zeros((256, 28, 28, 1)), outputs)
    assert [len(one) for one in training.outputs] == [14, 14]
    assert training.is_still(1e-3)


def test_more_arrays_of_weights_than_are_recorded_belong_to_no_layer(tmp_path: Path) -> None:
    from autograder.judge.checks.weighted import layers_with_weights

    rubric = rubric_of(tmp_path, CONVOLUTIONS)
    found, unused = layers_with_weights([np.zeros((1, 1))] * 10_000, rubric.layers, 1)
    assert (len(found), unused) == (40, 9_960)


def test_weights_of_enormous_layers_are_not_put_to_work(tmp_path: Path) -> None:
    """Does evidence with a kernel that would take hours end in no time?"""
    from autograder.judge.checks.finding import explain
    from autograder.judge.checks.weighted import layers_with_weights

    rubric = rubric_of(tmp_path, CONVOLUTIONS)
    kernel = np.zeros((14, 14, 1, 3000), "float32")
    rows = 15 * 15 * 3000
    weights = [kernel, np.zeros(3000), np.zeros((rows, 10), "float32"), np.zeros(10)]
    found, unused = layers_with_weights(weights, rubric.layers, 1)
    assert (len(found), unused) == (2, 0)
    images, outputs = np.zeros((16, 28, 28, 1)), np.zeros((16, 10))
    assert explain(rubric.layers, (28, 28, 1), found, weights, images, outputs) is None
