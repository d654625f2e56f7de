"""The right form alone shows no work; what is right in part, or a known mistake, does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.grading.public import public_setting
from autograder.judge import reference
from autograder.judge.checks import related
from autograder.judge.inputs import PUBLIC_SEED, draw_inputs


def _normalizing() -> tuple[Any, ...]:
    setting = public_setting("mnist_sgd")
    task = setting.rubric.task("normalize_images")
    return setting.rubric, task, setting.dataset, PUBLIC_SEED


IMAGES = np.random.default_rng(3).integers(0, 256, (9, 28, 28), dtype="uint8")


@pytest.mark.parametrize(
    "attempt",
    [
        lambda images: images / 255,
        lambda images: 1 - images / 256,
        lambda images: images > 100,
        lambda images: (images - images.mean()) / images.std(),
        lambda images: np.where(images > 250, np.inf, images),
    ],
)
def test_values_that_follow_the_images_are_like_them(attempt: Callable[..., np.ndarray]) -> None:
    assert related.is_like(attempt(IMAGES.astype("float64")), IMAGES)


@pytest.mark.parametrize(
    "values",
    [
        np.full(IMAGES.shape, 0.5),
        np.random.default_rng(1).random(IMAGES.shape),
        np.full(IMAGES.shape, np.nan),
    ],
)
def test_constants_and_noise_are_not_like_images(values: np.ndarray) -> None:
    assert not related.is_like(values, IMAGES)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda images: images / 255,
        lambda images: images > 127,
        lambda images: (images * 255).astype("uint8"),
        lambda images: images / images.max(axis=(1, 2), keepdims=True),
        lambda images: images / np.linalg.norm(images, axis=1, keepdims=True),
        lambda images: images / np.linalg.norm(images, axis=2, keepdims=True),
        lambda images: (images - images.mean(axis=0)) / (images.std(axis=0) + 1),
        lambda images: (images / 255).astype("float16"),
        lambda images: np.where(np.arange(28)[:, None] < 27, images / 255, 0),
        lambda images: np.where(images > 250, np.inf, images),
    ],
)
def test_what_is_made_of_grey_levels_in_whatever_way_is_told(
    attempt: Callable[..., np.ndarray],
) -> None:
    images = draw_inputs(*_normalizing())["batch"]
    assert related.is_made_of(np.asarray(attempt(images.astype("float64"))), images)


@pytest.mark.parametrize(
    "noise",
    [
        lambda images, noise: 0.6 * noise + 0.3 * (images > images.mean()),
        lambda images, noise: images / 255 + 0.2 * noise,
        lambda images, noise: images / 255 * (noise > 0.3),
        lambda images, noise: np.where(noise > 0.5, images / 255, noise),
    ],
)
def test_noise_with_a_trace_of_the_images_is_made_of_nothing(
    noise: Callable[..., np.ndarray],
) -> None:
    images = draw_inputs(*_normalizing())["batch"]
    values = noise(images, np.random.default_rng(1).random(images.shape))
    assert related.is_like(values, images)
    assert not related.is_made_of(values, images)


def test_what_all_images_have_in_common_is_not_like_one_of_them() -> None:
    images = public_setting("mnist_sgd").dataset.x_train
    average = np.broadcast_to(images.mean(axis=0), (12, 28, 28))
    assert not related.is_like(average, images[:12])
    for attempt in (images > 0, images / 255, np.round(images / 255), 1 - images / 256):
        assert related.is_like(attempt[:12], images[:12])


def test_a_table_of_grey_levels_follows_them() -> None:
    image = public_setting("mnist_sgd").dataset.x_train[:1]
    for values in (image > 0, image // 255 + image / 300, (image.astype("float64") - 7) ** 2):
        assert related.follows_levels(values.astype("float64"), image)
    for values in (np.zeros(image.shape), np.random.default_rng(1).random(image.shape)):
        assert not related.follows_levels(values, image)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda image: image,
        lambda image: 255 - image,
        lambda image: image.T[::-1],
        lambda image: np.kron(image, np.ones((2, 2))),
        lambda image: np.stack([np.zeros((28, 28)), image, np.ones((28, 28))], axis=-1),
    ],
)
def test_a_picture_of_an_image_shows_it(attempt: Callable[[np.ndarray], np.ndarray]) -> None:
    images = public_setting("mnist_sgd").dataset.x_train
    alike = related.likeness(attempt(images[7].astype("float64")), images[:20])
    assert alike.argmax() == 7 and 0.999 <= alike[7] < 1.001


def test_noise_and_plain_ground_show_no_image() -> None:
    images = public_setting("mnist_sgd").dataset.x_train
    noise = np.random.default_rng(1).random((28, 28))
    rows, columns = np.mgrid[-1:1:28j, -1:1:28j]
    for picture in (
        noise, noise[:9, :27], np.zeros((28, 28)), np.eye(28), np.full((28, 28), np.nan),
        rows, rows + columns, noise[..., None].repeat(3, -1), noise[0],
    ):  # fmt: skip
        assert related.likeness(picture, images).max() < 0.8


def test_numbers_in_another_order_are_the_same_numbers() -> None:
    rows = IMAGES.reshape(9, -1)
    for values in (rows, rows / 255, rows[:, ::-1], np.sort(rows, axis=1), IMAGES.reshape(-1, 9).T):
        assert related.has_same_numbers(values, IMAGES)
    noise = np.random.default_rng(2).integers(0, 256, rows.shape)
    for values in (np.zeros(rows.shape), noise, np.full(rows.shape, np.nan)):
        assert not related.has_same_numbers(values, IMAGES)


def test_labels_come_from_the_model_or_do_not() -> None:
    setting = public_setting("mnist_sgd")
    rubric = setting.rubric
    task = next(one for one in rubric.automatic_tasks if one.kind == "predict_labels")
    inputs = draw_inputs(rubric, task, setting.dataset, PUBLIC_SEED)
    images = inputs["batch"]
    weights = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
    outputs = reference.predict(weights, rubric.activations, images)
    turned = reference.predict(weights, rubric.activations, images.swapaxes(1, 2))
    order = np.argsort(outputs, axis=1)
    attempts = [
        order[:, -1], order[:, -1] + 1, order[:, 0], order[:, -2], outputs.max(axis=1),
        np.sort(order[:, -1]), turned.argmax(axis=1),
    ]  # fmt: skip
    for labels in attempts:
        assert related.are_of_the_model(labels, images, inputs, rubric)
    count = len(images)
    rolled = (order[:, -1] + 3) % 10
    nearly = np.full(count, 3)
    nearly[0] = 4
    guesses = [np.full(count, digit) for digit in range(10)]
    for labels in (*guesses, nearly, np.full(count, 12), np.arange(count) % 10, rolled):
        assert not related.are_of_the_model(labels, images, inputs, rubric)


def test_confidences_of_a_mistake_come_from_the_model_and_constants_do_not() -> None:
    setting = public_setting("mnist_adam")
    rubric = setting.rubric
    inputs = draw_inputs(rubric, rubric.task("predict_digit"), setting.dataset, PUBLIC_SEED)
    weights = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
    images = inputs["images"]
    for mistaken in (images / 255, 1 - images, images.swapaxes(1, 2)):
        sure = reference.predict(weights, rubric.activations, mistaken).max(axis=1)
        if (sure < related.NEARLY_ONE).mean() >= related.LEAST_MET:
            assert related.are_confidences_by_mistake(sure, images, inputs, rubric)
    scaled_again = reference.predict(weights, rubric.activations, images / 255).max(axis=1)
    assert related.are_confidences_by_mistake(scaled_again, images, inputs, rubric)
    for constant in (0.0, 0.5, 0.99, 1.0):
        made_up = np.full(len(images), constant)
        assert not related.are_confidences_by_mistake(made_up, images, inputs, rubric)
