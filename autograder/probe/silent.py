"""What `from autograder import Checker, figures` gives while a notebook is being graded.

Checks have nothing to say then, and what they are made of is out of reach. So are the figures that the
kit draws for the student to look at: digits with their labels are what a task asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def show_nothing(*_arguments: Any, **_options: Any) -> Any:
    """Stand in for a figure of the kit's; return one that says so."""
    from matplotlib import pyplot as plt

    figure = plt.figure()
    figure.text(0.5, 0.5, "not drawn while a notebook is graded", ha="center")
    return figure


show_confusions = show_surest_mistakes = show_nothing


class Silence:
    """Stands in for what a check says."""

    def __repr__(self) -> str:
        return ""


class Checker:
    """Stands in for the checks of an assignment: it loads the images and is silent.

    Args:
        assignment: The assignment's name.
        namespace: Of no account here.
        variant: Of no account here.
    """

    def __init__(
        self, assignment: str, namespace: Mapping[str, Any] | None = None, variant: str = ""
    ) -> None:
        self._assignment = assignment

    def __repr__(self) -> str:
        return f"Checker({self._assignment!r})"

    def load_data(self) -> Any:
        """Load what grading provides, whichever data set that is.

        Returns:
            `(x_train, y_train), (x_test, y_test)`: images uint8 (n, rows, columns), labels uint8 (n,).
        """
        from autograder.data import load_mnist

        return load_mnist()

    def __call__(self, task: str) -> Silence:
        """Say nothing about a task."""
        return Silence()

    def all(self) -> Silence:
        """Say nothing about any task."""
        return Silence()
