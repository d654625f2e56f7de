"""What a rubric has drawn for each student: keys of it, each with the values that there are.

In: the parsed document of a rubric. Out: its choices, and the document of a variant. A variant is named
by its values, such as `model.units[0]=256, training.epochs=15`. Who gets which is drawn elsewhere.
"""

from __future__ import annotations

import copy
import dataclasses
import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.assignment.toml import Reader, RubricError

TABLE = "variants"
# A key of the document: names with dots between them, and places in lists from 0.
KEY = re.compile(r"[a-z_]\w*(?:\.[A-Za-z_]\w*|\[\d{1,3}\])+", re.ASCII)
STEP = re.compile(r"\w+", re.ASCII)
# What tasks depend on; all else is the same for everybody, points and limits among it.
MAY_VARY = re.compile(r"(?:model|training)\.|tasks\.\w+\.calls\.", re.ASCII)
# A text among the values stands in a notebook's code, between quotes.
WORD = re.compile(r"[\w .+-]{1,60}", re.ASCII)
# Each combination has its own reference, and is measured.
MOST_COMBINATIONS = 1000
BETWEEN = ", "
# What a notebook says of its variant is the name, and behind this the course's signature.
MARK = " #"


@dataclasses.dataclass(frozen=True)
class Choice:
    """A key that is drawn for each student, and the values that there are."""

    key: str
    values: tuple[Any, ...]


@dataclasses.dataclass(frozen=True)
class Drawn:
    """The variant by which a submission is judged.

    Attributes:
        name: The variant's name.
        token: What the notebook that was handed out to the student says of it.
        note: Why a person should look; "" where the notebook is the student's own.
        other: What the notebook says, where that is not the student's.
    """

    name: str
    token: str = ""
    note: str = ""
    other: str = ""


def steps(key: str) -> list[str | int]:
    """Return the names and places that a key leads through."""
    return [int(step) if step.isdigit() else step for step in STEP.findall(key)]


def value_at(data: Mapping[str, Any], key: str) -> Any:
    """Return the value at a key of a document.

    Raises:
        LookupError: There is no such key.
    """
    found: Any = data
    if not KEY.fullmatch(key):
        raise LookupError(key)
    for step in steps(key):
        fits = isinstance(found, list) if isinstance(step, int) else isinstance(found, dict)
        if not fits:
            raise LookupError(key)
        found = found[step]
    return found


def with_values(data: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with other values at some of its keys."""
    changed = copy.deepcopy(dict(data))
    for key, value in values.items():
        *path, last = steps(key)
        place: Any = changed
        for step in path:
            place = place[step]
        place[last] = copy.deepcopy(value)
    return changed


def read_choices(reader: Reader, data: Mapping[str, Any]) -> tuple[Choice, ...]:
    """Return the choices of a rubric; none where it has no table of them.

    Raises:
        RubricError: A key cannot vary, or its values are not a choice.
    """
    if TABLE not in data:
        return ()
    table = data[TABLE]
    if not isinstance(table, dict) or not table:
        raise reader.fail(TABLE, "a table with a list of values for each key", table)
    choices = tuple(_choice(reader, data, key, values) for key, values in table.items())
    for one, other in itertools.permutations(choices, 2):
        if steps(other.key)[: len(steps(one.key))] == steps(one.key):
            raise reader.fail(
                place_of(other.key),
                f"no such key beside {one.key}, of which it is a part",
                other.key,
            )
    count = math.prod(len(one.values) for one in choices)
    if count > MOST_COMBINATIONS:
        raise reader.fail(TABLE, f"at most {MOST_COMBINATIONS} combinations", count)
    return choices


def place_of(key: str) -> str:
    """Return where a key stands among the choices, for messages."""
    return f'{TABLE}."{key}"'


def _choice(reader: Reader, data: Mapping[str, Any], key: str, values: Any) -> Choice:
    place = place_of(key)
    if isinstance(values, dict):
        raise reader.fail(
            place,
            'a list of values, with the whole key in quotes, such as "training.epochs"',
            values,
        )
    try:
        base = value_at(data, key)
    except LookupError as error:
        raise RubricError(
            f"{reader.path}: {place}: this rubric has no key {key}, so that nothing can be drawn for "
            "it."
        ) from error
    if not MAY_VARY.match(key):
        raise RubricError(
            f"{reader.path}: {place}: it cannot vary. What can is in model, in training, and in the "
            "calls of a task of your own: points, limits and images are the same for everybody."
        )
    if not isinstance(values, list) or len(values) < 2:
        raise reader.fail(place, "a list of two values or more", values)
    if any(one in values[:number] for number, one in enumerate(values)):
        raise reader.fail(place, "values that differ from each other", values)
    if base not in values:
        raise reader.fail(place, f"{text_of(base)} among the values, which stands at {key}", values)
    for value in values:
        if not _can_be_named(value):
            raise reader.fail(place, "numbers, words, or lists of these", value)
    return Choice(key, tuple(values))


def _can_be_named(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_can_be_named, value))
    if isinstance(value, str):
        return WORD.fullmatch(value) is not None
    return isinstance(value, (int, float))


def text_of(value: Any) -> str:
    """Return a value as it stands in a text: a list in brackets, words without quotes."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(text_of, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def combinations(choices: Sequence[Choice]) -> Iterator[dict[str, Any]]:
    """Yield the values of each variant, by key; one without any where nothing is drawn."""
    keys = [one.key for one in choices]
    for values in itertools.product(*(one.values for one in choices)):
        yield dict(zip(keys, values, strict=True))


def name_of(values: Mapping[str, Any]) -> str:
    """Return the name of a variant: its values by key."""
    return BETWEEN.join(f"{key}={text_of(value)}" for key, value in values.items())


def base_values(choices: Sequence[Choice], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the variant that stands in the rubric itself."""
    return {one.key: value_at(data, one.key) for one in choices}


def values_of(choices: Sequence[Choice], name: str) -> dict[str, Any] | None:
    """Return the values of the variant of a name; None if the rubric has none of that name."""
    return next((one for one in combinations(choices) if name_of(one) == name), None)


def name_in(token: str) -> str:
    """Return the name of the variant that a notebook says it is."""
    return token.rpartition(MARK)[0] or token
