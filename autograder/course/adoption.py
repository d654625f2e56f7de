"""Make the grading of a course that nbgrader has made safe: add two lines to its configuration.

In: a course's folder with an `nbgrader_config.py` that somebody else wrote. Out: the file with the two
lines at its end, a copy of it as it was, and the difference; or an error with the lines to add, and
nothing changed. Whether it worked is found out by loading it as nbgrader does.
"""

from __future__ import annotations

import ast
import dataclasses
import difflib
import io
import itertools
import os
import shutil
import tempfile
import tokenize
from collections.abc import Iterator
from pathlib import Path

from autograder.assignment.parsed import parsed
from autograder.course.directory import CONFIG, Course, CourseError
from autograder.course.road import LINES, Road, other_folders, road_of

WHY = (
    "# Student code is graded by autograder, in processes of its own, in place of nbgrader's "
    "`Execute`."
)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
MOST_COPIES = 1000


@dataclasses.dataclass(frozen=True)
class Adopted:
    """What was added to a configuration.

    Attributes:
        path: The configuration.
        road: The road that nbgrader takes by it now.
        copy: The copy of it as it was; None if nothing had to be added.
        difference: What was added, as a unified diff.
    """

    path: Path
    road: Road
    copy: Path | None = None
    difference: str = ""


def adopt(root: Path) -> Adopted:
    """Have `nbgrader autograde` in a course take the kit's road, unless it does already.

    Raises:
        CourseError: The configuration cannot be changed safely; the message has the lines to add. Or it
            names other folders than the kit knows.
    """
    path = (root / CONFIG).resolve()
    road = road_of(root)
    wrong = other_folders(Course(root), road.settings)
    if wrong:
        raise CourseError(
            f"{'; '.join(wrong)}. Take the setting out and rename the folders, and run the command "
            "again. Nothing was changed."
        )
    if road.safe:
        return Adopted(path, road)
    before = path.read_bytes()
    after = _with_lines(path, before)
    copy = _copy_of(path)
    try:
        _replace(path, after)
        road = road_of(root)
    except BaseException:
        _replace(path, before)
        copy.unlink()
        raise
    if not road.safe:
        _replace(path, before)
        copy.unlink()
        raise _refusal(path, f"with them at its end, {road.why_not()}; it is as it was")
    return Adopted(path, road, copy, _difference(before, after))


def _refusal(path: Path, reason: str, name: str = "c") -> CourseError:
    """Return the error with the lines to add."""
    lines = "; ".join(LINES).replace("(c)", f"({name})")
    return CourseError(
        f"{path} is not changed: {reason}. Student code would run in it unprotected. Add these lines "
        f"where nothing after them sets c.Autograde.autograde_preprocessors again: {lines}"
    )


def _with_lines(path: Path, before: bytes) -> bytes:
    """Return the configuration with the lines at its end."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(before).readline)
        before.decode(encoding)
        tree = parsed(before)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _refusal(path, f"it is not Python that can be read ({error})") from error
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) == "configure":
            raise _refusal(
                path,
                f"configure is called in line {node.lineno} already, but what comes after it, or "
                "another of nbgrader's configuration files, undoes that",
            )
    name = _name_of_config(tree)
    if name is None:
        raise _refusal(path, "c is not get_config() there", "get_config()")
    newline = "\r\n" if b"\r\n" in before else "\n"
    lines = [WHY, LINES[0], "", LINES[1].replace("(c)", f"({name})"), ""]
    start = "" if not before or before.endswith((b"\n", b"\r")) else newline
    added = start + newline + newline.join(lines)
    # Marks of the byte order stand at the beginning of a file only.
    return before + added.encode(encoding.replace("-sig", ""))


def _called(node: ast.Call) -> str:
    """Return the name of what is called."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _name_of_config(tree: ast.Module) -> str | None:
    """Return the name under which a file has `get_config()` at its end; None if that is not plain."""
    bound: dict[str, list[bool]] = {}
    for name, is_config in _bindings(tree.body):
        bound.setdefault(name, []).append(is_config)
    if "get_config" in bound:
        return None
    # nbgrader gives the file a `c` of its own, which is the same.
    names = ["c", *sorted(name for name in bound if name != "c")]
    return next((name for name in names if all(bound.get(name, [True]))), None)


def _bindings(statements: list[ast.stmt]) -> Iterator[tuple[str, bool]]:
    """Yield the names that statements of a module bind, and whether to `get_config()`."""
    waiting: list[ast.AST] = list(statements)
    while waiting:
        node = waiting.pop()
        if isinstance(node, SCOPES):
            if not isinstance(node, ast.Lambda):
                yield node.name, False
            continue
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and _called(node.value) == "get_config"
            and all(isinstance(target, ast.Name) for target in node.targets)
        ):
            yield from ((target.id, True) for target in node.targets
                        if isinstance(target, ast.Name))  # fmt: skip
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id, False
        if isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0], False
        if isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name, False
        waiting.extend(ast.iter_child_nodes(node))


def _copy_of(path: Path) -> Path:
    """Copy a file beside itself, under a name that nothing has yet."""
    for number in itertools.count(1):
        copy = path.with_name(f"{path.name}.before{'' if number == 1 else f'.{number}'}")
        try:
            descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            if number > MOST_COPIES:
                raise
            continue
        except OSError as error:
            raise _refusal(path, f"no copy of it can be made: {error.strerror}") from error
        with os.fdopen(descriptor, "wb") as file:
            file.write(path.read_bytes())
        shutil.copystat(path, copy)
        return copy
    raise AssertionError


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    shutil.copymode(path, draft)
    Path(draft).replace(path)


def _difference(before: bytes, after: bytes) -> str:
    old, new = (
        content.decode("utf-8", "replace").splitlines(keepends=True) for content in (before, after)
    )
    if old and not old[-1].endswith(("\n", "\r")):
        old[-1] += "\n"
    return "".join(difflib.unified_diff(old, new, f"{CONFIG} before", CONFIG))
