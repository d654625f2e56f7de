"""Each inner part of Keras that the probe touches: it is there, and without it nothing goes wrong.

`inner_parts.py` has them as a table. `LACKING=all` takes each of them away, one after another, and not
only a share; `make versions` does so with every version of Keras that the kit works with.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import inner_parts
import pytest
from inner_parts import PARTS

PROBE = Path(__file__).parents[2] / "autograder" / "probe"
INNER = ("keras.src", "tensorflow.python")
# Of the probe's own objects, and of Python's.
OWN = ("self", "os", "sys")
# What figures are read by is Matplotlib's.
MATPLOTLIBS = ("figure_recorder.py", "sight.py")
# Ends of names that the kit or Keras's settings have, which are no parts.
NO_PARTS = {"_epochs", "_images", "_labels", "_initializer"}


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """What `inner_parts.py` finds; TensorFlow is imported once for all of them."""
    environment = {**os.environ, "TF_NUM_INTRAOP_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, inner_parts.__file__], env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert "not to be seen" not in done.stdout
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def touched(path: Path) -> Iterator[str]:
    """Yield the inner parts that a module names: imported, as an attribute, or as a text."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(INNER):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Attribute) and _is_inner(node.attr):
            if not (isinstance(node.value, ast.Name) and node.value.id in OWN):
                yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
            word = text.isidentifier() and _is_inner(text)
            if word or (" " not in text and text.startswith(INNER)):
                yield text


def _is_inner(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_"


def test_every_inner_part_that_the_probe_names_is_in_the_table() -> None:
    names = {
        name
        for path in PROBE.glob("*.py")
        if path.name not in MATPLOTLIBS
        for name in touched(path)
    }
    assert names - NO_PARTS <= {part.name for part in PARTS}


def test_the_table_has_nothing_that_the_probe_does_not_name() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in PROBE.glob("*.py"))
    assert [part.name for part in PARTS if part.name not in source] == []


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_this_keras_has_it(part: inner_parts.Part, found: dict[str, Any]) -> None:
    """Where it has not, what is in the table under `without` happens, and the table should say so."""
    assert found["there"][part.name], part.without


@pytest.mark.parametrize("part", inner_parts.chosen(), ids=lambda part: part.name)
def test_without_it_results_are_the_same(part: inner_parts.Part, found: dict[str, Any]) -> None:
    assert not found["wrong"][part.name], f"{found['keras']}: {found['wrong'][part.name]}"
