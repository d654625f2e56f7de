"""Layers of Keras's own give in the judge's arithmetic what Keras gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.judge.checks import layers as layers_module
from autograder.judge.checks import test_model
from autograder.judge.checks.layers import network_of
from autograder.judge.evidence import Node
from autograder.probe import model_recorder

SHAPE = (12, 12)


def models() -> dict[str, list[Any]]:
    from keras import layers

    return {
        "convolution": [
            layers.Reshape((12, 12, 1)),
            layers.Conv2D(5, 3, activation="relu", padding="same"),
            layers.MaxPooling2D(),
            layers.Conv2D(4, (2, 3), strides=2, use_bias=False),
            layers.ReLU(max_value=1.0, negative_slope=0.1),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ],
        "uneven pooling": [
            layers.Reshape((12, 12, 1)),
            layers.MaxPooling2D(5, padding="same"),
            layers.AveragePooling2D(2, strides=1),
            layers.GlobalMaxPooling2D(),
            layers.Dense(10),
            layers.Softmax(),
        ],
        "normalizations": [
            layers.Rescaling(1 / 3, offset=0.5),
            layers.Flatten(),
            layers.GaussianNoise(0.3),
            layers.LayerNormalization(center=False),
            layers.Dense(8, activation="relu6"),
            layers.Dropout(0.5),
            layers.BatchNormalization(epsilon=0.01),
            layers.Dense(10, activation="softmax"),
        ],
        "channels first": [
            layers.Reshape((3, 4, 12)),
            layers.Flatten(data_format="channels_first"),
            layers.Reshape((9, 16)),
            layers.Flatten(data_format="channels_first"),
            layers.Dense(10, activation="softmax"),
        ],
        "activations": [
            layers.Flatten(),
            layers.Dense(9, activation="hard_sigmoid"),
            layers.Activation("mish"),
            layers.Dense(9, activation="softsign"),
            layers.LeakyReLU(negative_slope=0.05),
            layers.ELU(alpha=0.7),
            layers.Dense(10, activation="gelu"),
        ],
    }


@pytest.mark.parametrize(
    "name", ["convolution", "uneven pooling", "normalizations", "channels first", "activations"]
)
def test_layers_of_keras_give_what_keras_gives(name: str) -> None:
    import keras

    model = keras.Sequential([keras.Input(SHAPE), *models()[name]])
    generator = np.random.default_rng(1)
    weights = [generator.uniform(0.1, 0.9, one.shape) - 0.3 for one in model.get_weights()]
    # A variance is never negative.
    model.set_weights([np.abs(one) if one.ndim == 1 else one for one in weights])
    images = generator.uniform(0, 1, (60, *SHAPE)).astype("float32")
    layers = Node(model_recorder.record_chain(model), "the layers")
    compute = network_of(layers, model.get_weights(), SHAPE)
    assert compute is not None
    expected = np.asarray(model(images, training=False))
    np.testing.assert_allclose(compute(images.reshape(60, -1)), expected, atol=1e-4)


@pytest.mark.parametrize(
    "layers",
    [
        [{"type": "Searching", "settings": {}, "weights": 0}],
        [{"type": "Dense", "settings": {"activation": "search"}, "weights": 2}],
        [{"type": "Dense", "settings": {}, "weights": 3}],
        [{"type": "Dense", "settings": {}, "weights": -1}],
        [{"type": "Flatten", "settings": {}, "weights": 0}],
        [{"type": "Reshape", "settings": {"target_shape": [5, 5]}, "weights": 2}],
        ["Dense"],
    ],
)
def test_what_is_not_known_is_not_worked_out(layers: list[Any]) -> None:
    weights = [np.zeros((144, 10)), np.zeros(10)]
    assert network_of(Node(layers, "the layers"), weights, SHAPE) is None


def test_a_layer_that_makes_many_numbers_of_an_image_has_few_images_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A kernel as large as the image, over many channels, took 15 GiB for fifty images."""
    generator = np.random.default_rng(3)
    same = {"activation": "relu", "strides": [1, 1], "padding": "same"}
    chain = [
        {"type": "Reshape", "settings": {"target_shape": [12, 12, 1]}, "weights": 0},
        {"type": "Conv2D", "settings": same, "weights": 2},
        {"type": "Conv2D", "settings": same, "weights": 2},
        {"type": "Flatten", "settings": {}, "weights": 0},
        {"type": "Dense", "settings": {"activation": "softmax"}, "weights": 2},
    ]
    shapes = [(1, 1, 1, 8), (8,), (12, 12, 8, 1), (1,), (144, 10), (10,)]
    weights = [generator.normal(size=shape) for shape in shapes]
    images = generator.uniform(0, 1, (40, 144))
    compute = network_of(Node(chain, "the layers"), weights, SHAPE)
    assert compute is not None
    whole, sizes = compute(images), []
    take = np.lib.stride_tricks.sliding_window_view

    def noted(values: np.ndarray, *words: Any, **options: Any) -> np.ndarray:
        sizes.append(len(values))
        return take(values, *words, **options)

    monkeypatch.setattr(np.lib.stride_tricks, "sliding_window_view", noted)
    monkeypatch.setattr(layers_module, "MOST_NUMBERS", 4 * 12**2 * 12**2 * 8)
    np.testing.assert_allclose(compute(images), whole)
    assert set(sizes) == {4}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ((300, 100, 100, 10), "number 3, of 100 units"),
        ((300, 50, 100, 10), "number 2, of 50 units"),
        ((300, 100, 10, 10), "number 4, of 10 units"),
        ((200, 50, 100, 10), "4 layers are not 3"),
    ],
)
def test_a_layer_too_many_is_named(found: tuple[int, ...], said: str) -> None:
    assert test_model._too_many(found, (300, 100, 10)) == said
