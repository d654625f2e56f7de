"""Checks of a function that turns labels into the names of their classes."""

import pytest

from autograder.assignment.calls import arguments_of
from autograder.judge.checks.support import fail, texts, value_of

NAMES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip


@pytest.mark.gate
def test_one_name_per_label(calls, inputs):
    """The result holds as many texts as there are labels."""
    for call, (labels,) in arguments_of(inputs).items():
        found = texts(value_of(calls[call]))
        if len(found) != len(labels):
            fail("wrong_count", expected=len(labels), found=len(found))


def test_right_names(calls, inputs):
    """Each text is the name of its label."""
    for call, (labels,) in arguments_of(inputs).items():
        found = texts(value_of(calls[call]))
        if found == [NAMES[label] for label in labels]:
            continue
        if found == [NAMES[label - 1] for label in labels]:
            fail("counts_from_one")
        if [name.lower() for name in found] == [NAMES[label].lower() for label in labels]:
            fail("other_spelling")
        fail("wrong_names")
