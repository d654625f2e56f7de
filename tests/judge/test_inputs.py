"""Drawn inputs: right work in float32 gives the classes that the judge tells in float64."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.grading.public import public_setting
from autograder.judge import reference
from autograder.judge.inputs import LEAST_GAP, draw_inputs

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
