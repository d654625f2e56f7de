"""The rooms of the package: a folder imports only from folders above it, and no two names are alike."""

from __future__ import annotations

import ast
import difflib
import functools
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "autograder"
# In the order of imports: each may import from itself and from those above it.
ROOMS = (
    "data",
    "assignment",
    "probe",
    "sandbox",
    "report",
    "judge",
    "grading",
    "course",
    "platforms",
    "pages",
    "demo",
    "doors",
)
# What the probe may import besides itself: nothing else of the kit is for a student's process.
PROBE_IMPORTS = ("autograder.data", "autograder.assignment.calls")
# The folder of the demo's class holds no modules: they are what students write.
NO_MODULES = "sample_class"
ALIKE = 0.86


def modules() -> dict[str, Path]:
    """Return the package's modules by name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        if NO_MODULES not in parts:
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imported(source: str, known: dict[str, Path]) -> Iterator[str]:
    """Yield the package's modules that a source imports anywhere: in functions, for types only."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative imports hide which room they lead to"
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in known else str(node.module) for name in inside]
        else:
            continue
        yield from (name for name in names if name.partition(".")[0] == "autograder")


@functools.cache
def imports() -> dict[str, list[str]]:
    """Return what each module of the package imports of it."""
    return {
        name: sorted(set(imported(path.read_text(encoding="utf-8"), MODULES)))
        for name, path in MODULES.items()
    }


def room_of(module: str) -> str:
    """Return the room of a module; "" for what lies at the top."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ROOMS else ""


def against_the_order(known: dict[str, list[str]]) -> list[str]:
    """Return the imports that lead to a room further down."""
    order = {room: place for place, room in enumerate(ROOMS)}
    return [
        f"{name} imports {other}"
        for name, others in known.items()
        for other in others
        if room_of(name) and order.get(room_of(other), len(ROOMS)) > order[room_of(name)]
    ]


def circles(known: dict[str, list[str]]) -> list[list[str]]:
    """Return modules that import each other, directly or by way of others."""
    below: dict[str, set[str]] = {name: set(others) - {name} for name, others in known.items()}
    for middle in below:
        for name in below:
            if middle in below[name]:
                below[name] |= below[middle]
    together = [
        tuple(sorted(one for one in below if name in below[one] and one in below[name]))
        for name in below
        if name in below[name]
    ]
    return [list(circle) for circle in sorted(set(together))]


def test_the_rooms_are_those_of_the_list() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders == set(ROOMS)


def test_no_room_imports_from_one_below_it() -> None:
    assert against_the_order(imports()) == []


def test_no_modules_import_each_other() -> None:
    assert circles(imports()) == []


def test_the_probe_imports_what_a_student_s_process_may_see_and_nothing_else() -> None:
    strange = {
        other
        for name, others in imports().items()
        for other in others
        if room_of(name) == "probe" and room_of(other) != "probe" and other not in PROBE_IMPORTS
    }
    assert strange == set()


def test_at_most_three_modules_lie_at_the_top() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= 3


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("autograder.data.x", "from autograder.course import directory"),
        ("autograder.data.x", "def f():\n    import autograder.judge.checks.support"),
        ("autograder.report.x",
         "if TYPE_CHECKING:\n    from autograder.grading.values import Grading"),
        ("autograder.probe.x", "from autograder import Checker"),
    ],
)  # fmt: skip
def test_an_import_that_leads_down_is_seen_wherever_it_stands(module: str, source: str) -> None:
    assert against_the_order({module: list(imported(source, MODULES))})


def test_a_circle_is_seen() -> None:
    ring = {"a": ["b"], "b": ["c"], "c": ["b"], "d": ["a"]}
    assert circles(ring) == [["b", "c"]]


def test_no_two_modules_have_names_that_can_be_mixed_up() -> None:
    """Do they differ by more than a letter, a plural, or the folder that they lie in?"""
    names = [name.split(".") for name in MODULES if not name.endswith("__main__")]
    every = [parts[-1] for parts in names if parts[1:]]
    alike = [
        (one, other)
        for one, other in itertools.combinations(sorted(every), 2)
        if one == other or _nearly(one, other)
    ]
    assert alike == []


def _nearly(one: str, other: str) -> bool:
    """Whether two names differ by a letter, or by an ending such as that of a plural."""
    if one.startswith("test_") and other.startswith("test_"):
        # The checks are named after kinds of tasks, which rubrics have written down.
        return False
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and len(long) - len(short) <= 2:
        return True
    same = difflib.SequenceMatcher(None, one, other).ratio()
    return same > ALIKE and abs(len(one) - len(other)) <= 1
