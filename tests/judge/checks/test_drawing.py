"""Which pictures in a figure count as images: not the scales of colour bars."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.judge.checks.drawing import images_of
from autograder.judge.evidence import Node

DIGIT = np.random.default_rng(0).integers(0, 256, (28, 28)).astype("uint8")
LEVELS = np.arange(256, dtype="uint8")


@pytest.mark.parametrize(
    ("pixels", "counts"),
    [
        (DIGIT, True),
        (np.stack([DIGIT] * 3, axis=-1), True),
        # One that shows nothing is an image that is wrong.
        (np.zeros((28, 28)), True),
        (LEVELS[:, None], False),
        (np.repeat(LEVELS[:, None], 8, axis=1), False),
        (np.repeat(LEVELS[None, :], 8, axis=0) / 255, False),
        (np.repeat(np.stack([LEVELS] * 4, axis=-1)[:, None], 8, axis=1), False),
    ],
    ids=["digit", "in colours", "blank", "one wide", "upright", "across", "in colours, upright"],
)
def test_the_scale_of_a_colour_bar_is_no_image(pixels: np.ndarray, counts: bool) -> None:
    kept = {"shape": list(pixels.shape), "values": pixels}
    axes = Node({"images": [{"in_sight": True, "pixels": kept}]}, "axes")
    assert bool(images_of(axes)) is counts
    del kept["values"]
    assert bool(images_of(axes)) is (counts or min(pixels.shape[:2]) > 1)
