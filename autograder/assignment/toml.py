"""Read values from a TOML document that a person wrote, with errors that name the key.

In: a parsed document. Out: its values; a wrong one is a `RubricError` that names the file and the key,
what was expected there and what was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any


class RubricError(ValueError):
    """A rubric that cannot be used; the message names the key and what to change."""


class Reader:
    """Gives the values of a parsed TOML document, naming the key of anything wrong.

    Args:
        path: The file, for messages.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, key: str, expected: str, found: Any) -> RubricError:
        """Return the error for a key with a wrong value."""
        shown = "nothing" if found is None else repr(found)
        return RubricError(f"{self.path}: {key}: expected {expected}, found {shown}.")

    def table(
        self, parent: Mapping[str, Any], key: str, allowed: tuple[str, ...]
    ) -> dict[str, Any]:
        """Return the table under a key, which may hold only the keys that are allowed."""
        value = parent.get(key.rpartition(".")[2])
        if not isinstance(value, dict):
            raise self.fail(key, "a table", value)
        self.only(value, key, allowed)
        return value

    def only(self, table: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> None:
        """Refuse keys that may not stand in a table."""
        for name in table:
            if name not in allowed:
                place = f"{key}.{name}" if key else name
                raise RubricError(
                    f"{self.path}: {place}: there is no such key. "
                    f"Keys that may stand here: {', '.join(allowed)}."
                )

    def text(self, table: Mapping[str, Any], key: str, allowed: tuple[str, ...] = ()) -> str:
        """Return a text that is not empty, or one of those that are allowed."""
        value = table.get(key.rpartition(".")[2])
        if not isinstance(value, str) or not value or (allowed and value not in allowed):
            raise self.fail(key, f"one of {', '.join(allowed)}" if allowed else "a text", value)
        return value

    def number(
        self, table: Mapping[str, Any], key: str, low: float, high: float, integer: bool = False
    ) -> float:
        """Return a number within bounds."""
        value = table.get(key.rpartition(".")[2])
        kind = (int,) if integer else (int, float)
        if isinstance(value, bool) or not isinstance(value, kind) or not low <= value <= high:
            noun = "a whole number" if integer else "a number"
            raise self.fail(key, f"{noun} from {low:g} to {high:g}", value)
        return value

    def texts(
        self, table: Mapping[str, Any], key: str, allowed: tuple[str, ...] = ()
    ) -> tuple[str, ...]:
        """Return a list of texts, or of those that are allowed."""
        value = table.get(key.rpartition(".")[2])
        if not isinstance(value, list):
            raise self.fail(key, "a list of texts", value)
        for item in value:
            if not isinstance(item, str) or (allowed and item not in allowed):
                raise self.fail(key, f"a list of {', '.join(allowed) or 'texts'}", value)
        return tuple(value)

    def sizes(self, table: Mapping[str, Any], key: str) -> tuple[int, ...]:
        """Return a list of whole numbers above 0."""
        value = table.get(key.rpartition(".")[2])
        right = (
            isinstance(value, list)
            and value
            and all(
                isinstance(size, int) and not isinstance(size, bool) and 0 < size <= 100_000
                for size in value
            )
        )
        if not right:
            raise self.fail(key, "a list of whole numbers above 0", value)
        assert isinstance(value, list)
        return tuple(value)
