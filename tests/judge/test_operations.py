"""Layers in NumPy against Keras: outputs and gradients of networks that are drawn at random."""

from __future__ import annotations

from typing import Any

import layers_of_keras
import numpy as np
import pytest

from autograder.assignment.architecture import TYPES, Layer, Window, weight_shapes
from autograder.judge import operations, reference

SEEDS = range(40)
IMAGES = 6


def case(seed: int) -> tuple[Any, ...]:
    """Return an image's shape, layers, weights, images and labels."""
    generator = np.random.default_rng(seed)
    shape, layers = layers_of_keras.drawn(generator)
    weights = layers_of_keras.weights_for(layers, shape, generator)
    images = generator.normal(0, 1, (IMAGES, *shape))
    return shape, layers, weights, images, generator.integers(0, layers_of_keras.CLASSES, IMAGES)


def test_the_networks_have_every_kind_of_layer() -> None:
    every = {layer.type for seed in SEEDS for layer in case(seed)[1]}
    assert every == set(TYPES)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_network_gives_what_keras_gives(seed: int) -> None:
    shape, layers, weights, images, _ = case(seed)
    model = layers_of_keras.model_of_keras(layers, shape)
    assert [one.shape for one in model.get_weights()] == weight_shapes(layers, shape)
    assert model.count_params() == sum(one.size for one in weights)
    model.set_weights(weights)
    found = reference.predict(weights, layers, images)
    np.testing.assert_allclose(found, np.asarray(model(images, training=False)), atol=1e-9)


def gradients_of_keras(
    model: Any, images: np.ndarray, labels: np.ndarray, training: bool
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return the gradients of the mean cross-entropy by the images and by all weights."""
    import tensorflow as tf

    shown = tf.constant(images)
    with tf.GradientTape() as tape:
        tape.watch(shown)
        outputs = model(shown, training=training)
        loss = -tf.reduce_mean(tf.math.log(tf.gather(outputs, labels, axis=1, batch_dims=1)))
    variables = [one.value for one in model.trainable_weights]
    by_images, by_weights = tape.gradient(loss, [shown, variables])
    found = {one.path: np.asarray(value) for one, value in zip(model.trainable_weights, by_weights)}
    return np.asarray(by_images), [
        found.get(one.path, np.zeros(one.shape)) for one in model.weights
    ]


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_network_has_the_gradients_of_keras(seed: int, training: bool) -> None:
    shape, layers, weights, images, labels = case(seed)
    layers = tuple(layer for layer in layers if layer.type != "dropout")
    model = layers_of_keras.model_of_keras(layers, shape)
    model.set_weights(weights)
    every = [one for layer in layers for one in operations.of_layer(layer, training)]
    *values, outputs = operations.traced(every, weights, images)
    errors = outputs.copy()
    errors[np.arange(IMAGES), labels] -= 1
    by_images, by_weights = operations.backward(
        every[:-1], weights, values, errors / IMAGES, to_the_inputs=True
    )
    right_images, right_weights = gradients_of_keras(model, images, labels, training)
    np.testing.assert_allclose(by_images, right_images, atol=1e-8)
    for found, right in zip(by_weights, right_weights, strict=True):
        np.testing.assert_allclose(found, right, atol=1e-8)
    if not training:
        for found, right in zip(reference.gradient(weights, layers, images, labels), right_weights):
            np.testing.assert_allclose(found, right, atol=1e-8)


def test_the_errors_of_the_first_layer_are_those_whose_sum_moves_its_bias() -> None:
    for seed in SEEDS:
        _, layers, weights, images, labels = case(seed)
        if layers[0].type != "conv2d":
            continue
        errors = reference.first_layer_errors(weights, layers, images, labels)
        moved = errors.sum(axis=(0, 1, 2)) / IMAGES
        np.testing.assert_allclose(
            moved, reference.gradient(weights, layers, images, labels)[1], atol=1e-12
        )


def test_a_convolution_by_hand() -> None:
    """Does a kernel that looks at the left neighbour alone move the image to the right?"""
    image = np.arange(12.0).reshape(1, 3, 4, 1)
    kernel = np.zeros((1, 3, 1, 1))
    kernel[0, 0] = 1
    same = operations.Convolution(padding="same", bias=False)
    moved = same.forward([kernel], image)[0, ..., 0]
    assert moved.tolist() == [[0, 0, 1, 2], [0, 4, 5, 6], [0, 8, 9, 10]]


def test_the_greatest_value_has_the_error_and_of_equal_ones_the_first() -> None:
    pooling = operations.MaxPooling(Window((2, 2), (2, 2)))
    image = np.array([[1.0, 3.0], [3.0, 2.0]]).reshape(1, 2, 2, 1)
    outputs = pooling.forward([], image)
    errors = pooling.input_errors([], image, outputs, np.full((1, 1, 1, 1), 5.0))
    assert errors[0, ..., 0].tolist() == [[0, 5], [0, 0]]


def test_weights_that_are_too_few_or_too_many_are_an_error() -> None:
    every = operations.of_layer(Layer("dense", 3))
    kernel, bias = np.zeros((4, 3)), np.zeros(3)
    for weights in ([kernel], [kernel, bias, bias]):
        with pytest.raises(ValueError, match="the operations take 2 arrays of weights"):
            operations.forward(every, weights, np.zeros((2, 4)))


def test_without_a_softmax_at_the_end_there_is_no_gradient() -> None:
    with pytest.raises(ValueError, match="ends with a softmax"):
        reference.gradient([np.eye(2), np.zeros(2)], ("linear",), np.eye(2), np.array([0, 1]))
