"""Look up what to say to a student about a cause, and fill it in.

All texts stand in `feedback.toml`, and small examples in `examples.toml`; this module only finds and
fills them.
"""

from __future__ import annotations

import dataclasses
import functools
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.report.printable import one_line

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TEXTS = Path(__file__).with_name("feedback.toml")
EXAMPLES = Path(__file__).with_name("examples.toml")


@dataclasses.dataclass(frozen=True)
class Text:
    """What is said about one cause; `mistake` is its name, or None for a mere symptom."""

    mistake: str | None
    problem: str
    expected: str
    found: str
    hint: str


@functools.lru_cache(maxsize=1)
def texts() -> dict[str, dict[str, dict[str, Any]]]:
    """Return all texts, by kind of task and cause."""
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))


@functools.lru_cache(maxsize=1)
def examples() -> dict[str, str]:
    """Return a small example on other data for each kind of task."""
    return tomllib.loads(EXAMPLES.read_text(encoding="utf-8"))


def example_for(kind: str) -> str:
    """Return the example for a kind of task, or "" if there is none, as for a course's own tasks."""
    return examples().get(kind, "").strip()


def explain(
    kind: str,
    cause: str,
    fields: Mapping[str, Any],
    own: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None,
) -> Text:
    """Return the text for a cause.

    Args:
        kind: The kind of task, or the name of a course's own task.
        cause: The cause, in the kind's own table or in the one for any kind.
        fields: What the placeholders stand for; long ones are cut.
        own: A course's own texts, which come first.

    Raises:
        KeyError: There is no text for the cause, or a placeholder has no value.
    """
    entry = (
        (own or {}).get(kind, {}).get(cause)
        or texts().get(kind, {}).get(cause)
        or texts()["any"][cause]
    )
    short = {name: one_line(value) for name, value in fields.items()}

    def filled(name: str) -> str:
        return str(entry.get(name, "")).format(**short).strip(" ").rstrip(". ")

    return Text(
        mistake=None if entry.get("unnamed") else entry.get("mistake", cause),
        problem=filled("problem"),
        expected=filled("expected"),
        found=filled("found"),
        hint=str(entry.get("hint", "")).format(**short),
    )
