"""Checks of a function that draws what the first convolution of a model makes of an image."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.assignment.rubric import Rubric
from autograder.judge.checks.drawing import demand_new_figure, figure_of
from autograder.judge.checks.filter_pictures import (
    Mistakes,
    all_equal,
    all_show,
    are_in_order,
    demand_one_each,
    fail_in_order,
    first_convolution,
    mixed,
    outputs_of_layers,
    weights_of_layers,
)
from autograder.judge.checks.support import demand_same_model, fail
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs

# Of other scales than the image's own.
OTHER_SCALES = (255.0, 1 / 255)


def _maps(inputs: Inputs, rubric: Rubric) -> np.ndarray:
    """Return the feature maps of the first convolution: (rows, columns, filters)."""
    place = first_convolution(rubric)
    return list(outputs_of_layers(inputs, rubric, inputs["image"]))[place][1]


def _mistakes(inputs: Inputs, rubric: Rubric) -> Mistakes:
    place, image = first_convolution(rubric), inputs["image"]
    every = list(outputs_of_layers(inputs, rubric, image))
    maps = every[place][1]
    kernels = weights_of_layers(inputs, rubric)[place][0][:, :, 0]
    found = [("before_activation", every[place][0])]
    for layer, (before, after) in zip(rubric.layers[place + 1 :], every[place + 1 :]):
        if after.ndim == 3:
            pooled = "pooling" in layer.type
            found += (
                [("pooled", after)] if pooled else [("other_layer", after), ("other_layer", before)]
            )
    found += [("filters_for_maps", kernels), ("image_for_maps", image.reshape(*image.shape[:2], 1))]
    found += [("mixed_numbers", one) for one in mixed(maps)]
    return found


@pytest.mark.gate
def test_returns_figure(calls: Node) -> None:
    """The result is a Matplotlib figure."""
    figure_of(calls["figure"])


def test_one_picture_each(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """There are as many axes with a picture as there are filters, none under others.

    Spare axes and colour bars do not count, and at least one has to do with the model and the image.
    """
    demand_one_each(calls, _maps(inputs, rubric), _mistakes(inputs, rubric))


def test_right_maps(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """They are what the first convolution gives for the image, in order, the right way up.

    At any brightness, in grey or coloured. The model is left as it was.
    """
    wanted = _maps(inputs, rubric)
    if are_in_order(calls, wanted):
        demand_new_figure(calls["figure"])
        demand_same_model(calls["figure"], inputs)
        return
    place = first_convolution(rubric)
    brightest = float(np.abs(inputs["image"]).max())
    for factor in (*OTHER_SCALES, 1 / brightest):
        # Much brighter or darker ones look like others whose activation is left out.
        scaled = list(outputs_of_layers(inputs, rubric, factor * inputs["image"]))
        if all_equal(calls, scaled[place][1]):
            fail("scales_again")
    for cause, shown in _mistakes(inputs, rubric):
        if all_show(calls, shown):
            fail(cause)
    fail_in_order(calls, wanted)
