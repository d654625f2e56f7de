"""Drawn inputs: right work in float32 gives the classes that the judge tells in float64."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.grading.public import public_setting
from autograder.judge import reference
from autograder.judge.checks.related import are_of_the_model
from autograder.judge.inputs import LEAST_GAP, draw_inputs, moved

KINDS = ("evaluate", "predict_labels", "predict_one")
IMAGES = ("batch", "other", "single", "images", "first_images", "second_images", "third_images")


@pytest.mark.parametrize(
    ("name", "task"),
    [
        (name, task.name)
        for name in ("mnist_sgd", "mnist_adam")
        for task in public_setting(name).rubric.automatic_tasks
        if task.kind in KINDS
    ],
)
def test_no_image_lies_between_two_classes(name: str, task: str) -> None:
    setting = public_setting(name)
    rubric = setting.rubric
    for seed in range(15):
        inputs = draw_inputs(rubric, rubric.task(task), setting.dataset, bytes([seed] * 16))
        weights = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
        for images in (inputs[one] for one in IMAGES if one in inputs):
            outputs = np.sort(reference.predict(weights, rubric.activations, images), axis=1)
            # Between the float32 images here and those that were drawn is no more than rounding.
            assert (outputs[:, -1] - outputs[:, -2]).min() > 0.99 * LEAST_GAP


@pytest.mark.parametrize(
    ("name", "task"), [("mnist_sgd", "predict_digits"), ("mnist_adam", "predict_digit")]
)
def test_true_digits_are_not_the_answers_of_a_model_that_is_to_be_asked(
    name: str, task: str
) -> None:
    """Does a table of the known images give nothing that counts as an answer of the model?"""
    setting = public_setting(name)
    rubric, dataset = setting.rubric, setting.dataset
    known = {image.tobytes(): label for image, label in zip(dataset.x_train, dataset.y_train)}
    for seed in range(12):
        inputs = draw_inputs(rubric, rubric.task(task), dataset, bytes([seed] * 16))
        weights = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
        for images in (inputs[one] for one in ("batch", "other", "images") if one in inputs):
            raw = np.round(images * 255).astype("uint8")
            digits = np.array([known[image.tobytes()] for image in raw])
            answers = reference.predict(weights, rubric.activations, images).argmax(axis=1)
            assert (answers == digits).mean() < 0.2
            assert len(set(answers)) > 2
            assert not are_of_the_model(digits, images, inputs, rubric)


@pytest.mark.parametrize("name", ["mnist_sgd", "mnist_adam"])
def test_no_unseen_image_is_one_that_is_known(name: str) -> None:
    """Is a table of known images of no use, and is each of them near enough to its own?"""
    setting = public_setting(name)
    rubric, dataset = setting.rubric, setting.dataset
    known = {image.tobytes() for image in (*dataset.x_train, *dataset.x_test)}
    unseen = [
        draw_inputs(rubric, rubric.task("test_accuracy"), dataset, seed)["unseen"]
        for seed in (b"one", b"two", b"two")
    ]
    for images in unseen:
        assert (images.dtype, images.shape) == (dataset.x_test.dtype, dataset.x_test.shape)
        assert not any(image.tobytes() in known for image in images)
        rows = [one.reshape(len(one), -1).astype(float) for one in (images, dataset.x_test)]
        alike = [np.corrcoef(*pair)[0, 1] for pair in zip(*rows)]
        assert min(alike) > 0.8
    assert np.array_equal(unseen[1], unseen[2])
    assert not any(one.tobytes() == other.tobytes() for one, other in zip(*unseen[:2]))


def test_images_of_any_shape_are_moved() -> None:
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (9, 5, 12), dtype="uint8")
    assert moved(images, generator).shape == images.shape
    # What is alike everywhere stays as it is, but for the edge.
    even = moved(np.full((9, 8, 8), 200, "uint8"), generator)
    assert (even[:, 2:-2, 2:-2] == 200).all()


CHANGES = {
    "sorted": np.sort,
    "sorted the other way": lambda values: np.sort(values)[::-1],
    "turned round": lambda values: values[::-1],
    "moved on by one": lambda values: np.roll(values, 1),
    "least so far": np.minimum.accumulate,
    "greatest so far": np.maximum.accumulate,
    "mean of two": lambda values: np.convolve(np.pad(values, (1, 0), "edge"), [0.5, 0.5], "valid"),
    "mean of three": lambda values: np.convolve(np.pad(values, 1, "edge"), np.ones(3) / 3, "valid"),
    "median of three": lambda values: np.median(
        np.lib.stride_tricks.sliding_window_view(np.pad(values, 1, "edge"), 3), axis=1
    ),
    "largest cut off": lambda values: np.minimum(values, np.quantile(values, 0.9)),
    "smallest cut off": lambda values: np.maximum(values, np.quantile(values, 0.1)),
    "no rise": lambda values: np.where(np.diff(values, prepend=values[0]) > 0, values[0], values),
    "straight line": lambda values: np.linspace(values[0], values[-1], len(values)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_curves_that_were_changed_are_other_curves(change: str) -> None:
    """Does whatever may be done to a history show in each of its four curves?"""
    setting = public_setting("mnist_adam")
    rubric = setting.rubric
    for seed in range(30):
        inputs = draw_inputs(rubric, rubric.task("plot_history"), setting.dataset, bytes([seed]))
        for prefix in ("", "earlier_"):
            for name in ("loss", "val_loss", "accuracy", "val_accuracy"):
                values = inputs[prefix + name]
                changed = np.abs(CHANGES[change](values) - values)
                # Twice as far as a drawn curve may be from its values.
                assert changed.max() > 2e-5, (seed, prefix + name)
        # Where curves are cut off as if it were a fraction, the losses are others.
        assert inputs["loss"].max() > 1.2 and inputs["val_loss"].max() > 1.2
        for name in ("accuracy", "val_accuracy"):
            assert inputs[name].min() > 0 and inputs[name].max() < 1


def test_nobody_can_guess_the_accuracies_of_an_evaluation() -> None:
    setting = public_setting("mnist_sgd")
    rubric = setting.rubric
    found = []
    for seed in (b"one", b"two", b"three", b"four"):
        inputs = draw_inputs(rubric, rubric.task("evaluate_model"), setting.dataset, seed)
        weights = [inputs[f"weights_{i}"] for i in range(2 * len(rubric.units))]
        found.append(
            [
                reference.accuracy(
                    inputs[f"{name}_labels"],
                    reference.predict(weights, rubric.activations, inputs[f"{name}_images"]),
                )
                for name in ("first", "second", "third")
            ]
        )
    # Those of a call lie far apart from seed to seed, and those of a seed from call to call.
    assert np.ptp(np.array(found), axis=0).min() > 0.1
    assert all(np.diff(sorted(one)).min() > 0.02 for one in found)
