"""A course-assignment kit with an autograder: MNIST digits with Keras.

Students use four names: `Checker`, `figures` and `quietly` in their notebook, and
`autograder.data.load_mnist`. `build_part` and `train_part` are for a cell of the instructor's that
takes a function apart. Everything else is for instructors, through the command `autograder`. The
folders stand for the stages of a submission's way; `docs/design.md` has them in order.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from autograder import moved

if TYPE_CHECKING:
    from autograder.doors.selfcheck import Checker
    from autograder.probe.adapters import build_part, train_part
    from autograder.probe.quiet import quietly

__all__ = ["Checker", "__version__", "build_part", "quietly", "train_part"]
__version__ = "0.1.0"

moved.keep_old_names()


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: most processes of the kit have no use for it."""
    if name == "Checker" and os.environ.get("AUTOGRADER_PROBE"):
        # Where a notebook is graded, neither checks nor a course's rubric are within reach.
        from autograder.probe import silent

        return silent.Checker
    if name == "Checker":
        from autograder.doors.selfcheck import Checker

        return Checker
    if name == "quietly":
        from autograder.probe.quiet import quietly

        return quietly
    if name in ("build_part", "train_part"):
        from autograder.probe import adapters

        return getattr(adapters, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
