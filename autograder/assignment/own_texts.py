"""The texts of a course, which stand in `feedback.toml` beside its own checks."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.assignment.toml import RubricError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# The file's name, in a course as in the kit.
TEXTS = "feedback.toml"


def words_alone(checks: Path) -> bool:
    """Whether a folder of checks holds a course's words and none of its checks, as students get it."""
    return (checks / TEXTS).is_file() and not any(checks.glob("test_*.py"))


def own_texts(checks: Path | None) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Return the texts of a course, which stand in `feedback.toml` beside its own checks.

    Args:
        checks: The folder with the checks, or None where there is none.

    Raises:
        RubricError: The file is not TOML, or does not have the form of the kit's own.
    """
    path = checks / TEXTS if checks else None
    if path is None or not path.is_file():
        return {}
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RubricError(f"{path} is not valid TOML: {error}") from error
    for table in own.values():
        for entry in table.values() if isinstance(table, dict) else (None,):
            if not isinstance(entry, dict) or not {"problem", "hint"} <= entry.keys():
                raise RubricError(
                    f"{path}: expected tables [task.cause], each with a problem and a hint."
                )
    return own
