"""Checks of a function that draws the filters of a model's first convolution."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.assignment.rubric import Rubric
from autograder.judge.checks.drawing import demand_new_figure, figure_of
from autograder.judge.checks.filter_pictures import (
    Mistakes,
    all_show,
    are_in_order,
    demand_one_each,
    fail_in_order,
    first_convolution,
    mixed,
    weights_of_layers,
)
from autograder.judge.checks.support import demand_same_model, fail
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs


def _kernels(inputs: Inputs, rubric: Rubric) -> list[np.ndarray]:
    """Return the kernels of all convolutions, those of the first channel: (rows, columns, filters)."""
    weights = weights_of_layers(inputs, rubric)[first_convolution(rubric) :]
    return [one[0][:, :, 0] for one in weights if one and one[0].ndim == 4]


def _mistakes(inputs: Inputs, rubric: Rubric) -> Mistakes:
    first, *others = _kernels(inputs, rubric)
    found = [("other_layer", one) for one in others]
    found += [("mixed_numbers", one) for one in mixed(first)]
    found += [("without_sign", np.abs(first)), ("without_sign", np.maximum(first, 0))]
    return found


@pytest.mark.gate
def test_returns_figure(calls: Node) -> None:
    """The result is a Matplotlib figure."""
    figure_of(calls["figure"])


def test_one_picture_each(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """There are as many axes with a picture as there are filters, none under others.

    Spare axes and colour bars do not count, and at least one has to do with the model.
    """
    demand_one_each(calls, _kernels(inputs, rubric)[0], _mistakes(inputs, rubric))


def test_right_filters(calls: Node, inputs: Inputs, rubric: Rubric) -> None:
    """They are the kernels of the first convolution, in order, the right way up.

    At any brightness, in grey or coloured. The model is left as it was.
    """
    wanted = _kernels(inputs, rubric)[0]
    if are_in_order(calls, wanted):
        demand_new_figure(calls["figure"])
        demand_same_model(calls["figure"], inputs)
        return
    for cause, shown in _mistakes(inputs, rubric):
        if all_show(calls, shown):
            fail(cause)
    fail_in_order(calls, wanted)
