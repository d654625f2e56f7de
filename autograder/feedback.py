"""Look up what to say to a student about a cause, and fill it in.

All texts stand in `feedback.toml`; this module only finds and fills them.
"""

from __future__ import annotations

import dataclasses
import functools
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TEXTS = Path(__file__).with_name("feedback.toml")
MAX_FIELD = 300


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


def explain(kind: str, cause: str, fields: Mapping[str, Any]) -> Text:
    """Return the text for a cause.

    Args:
        kind: The kind of task.
        cause: The cause, in the kind's own table or in the one for any kind.
        fields: What the placeholders stand for; long ones are cut.

    Raises:
        KeyError: There is no text for the cause, or a placeholder has no value.
    """
    entry = texts().get(kind, {}).get(cause) or texts()["any"][cause]
    short = {name: one_line(value) for name, value in fields.items()}

    def filled(name: str) -> str:
        return str(entry.get(name, "")).format(**short).strip(" ").rstrip(". ")

    return Text(
        mistake=None if entry.get("unnamed") else cause,
        problem=filled("problem"),
        expected=filled("expected"),
        found=filled("found"),
        hint=str(entry.get("hint", "")).format(**short),
    )


def one_line(value: object, limit: int = MAX_FIELD) -> str:
    """Return a value as one short line of printable text: it may come from student code."""
    text = " ".join(str(value).split())
    text = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    return text if len(text) <= limit else text[: limit - 1] + "…"
