"""The tables of the pages that are written by hand say what the code says.

Each test takes the first column of a table and compares it with the names that the code has: a row too
many, a row too few, or a name that was changed fails. Tables that are made by a command are compared
where they are made.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from made_reports import report_of_all_tasks
from minimums import with_minimum

from autograder.assignment.rubric import Limits, RubricError, find_rubric, load_rubric
from autograder.assignment.task_tables import kinds
from autograder.course.roster import COLUMNS
from autograder.doors.cli import parser
from autograder.report.results import FLAGGED, GRADED, UNGRADED

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PACKAGE = ROOT / "autograder"
ASSIGNMENTS = ("mnist_adam", "mnist_cnn", "mnist_sgd")
# Pages and files that a command makes of the rubric, or that are no prose about it.
MADE = ("thresholds.md",)


def tables(page: str) -> list[list[list[str]]]:
    """Return the tables of a page, each as its rows of cells, the header first."""
    found: list[list[list[str]]] = []
    inside = False
    for line in (DOCS / page).read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            if not inside:
                found.append([])
            cells = re.split(r"(?<!\\)\|", line)[1:-1]
            if not re.fullmatch(r"[|\s:-]+", line):
                found[-1].append([cell.strip() for cell in cells])
        inside = line.startswith("|")
    return found


def table(page: str, *header: str) -> list[list[str]]:
    """Return the rows of the first table of a page whose header begins so."""
    found = [one[1:] for one in tables(page) if one[0][: len(header)] == list(header)]
    assert found, f"{page} has no table with the columns {', '.join(header)}"
    return found[0]


def names(rows: list[list[str]]) -> list[str]:
    """Return the names in the first column; a row may have several."""
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row[0])]


# --- The rubric -----------------------------------------------------------------------------------


def leaves(data: dict[str, Any], above: str = "") -> Iterator[str]:
    """Yield the keys of a rubric that hold values."""
    for name, value in data.items():
        if isinstance(value, dict) and name != "early_stopping":
            yield from leaves(value, f"{above}{name}.")
        else:
            yield above + name


def general(key: str) -> str:
    """Return a key as the page has it, with `<name>` for a task's name and `<check>` for a check's."""
    key = re.sub(r"^tasks\.\w+\.", "tasks.<name>.", key)
    return re.sub(r"\.points\.\w+$", ".points.<check>", key)


KEYS = table("rubric.md", "key", "meaning", "allowed")
LIMITS = table("rubric.md", "key", "unit")
ROW_OF = {name: row for row in (*KEYS, *LIMITS) for name in names([row])}


def test_every_key_of_a_rubric_has_a_row_and_every_row_is_a_key() -> None:
    found = {
        general(key)
        for assignment in ASSIGNMENTS
        for key in leaves(tomllib.loads(find_rubric(assignment).read_text(encoding="utf-8")))
    }
    # Keys that the packaged rubrics do not have.
    own = {"data", "tasks.<name>.calls.<call>"}
    assert set(ROW_OF) == found | own


def test_every_limit_has_a_row() -> None:
    assert names(LIMITS) == [f"limits.{field.name}" for field in dataclasses.fields(Limits)]


def without(text: str, key: str) -> str:
    """Return the text of a rubric without a key."""
    section, _, name = key.rpartition(".")
    head = rf"(^\[{re.escape(section)}\]\n(?:(?!\[).*\n)*?)" if section else "()"
    if key == "model.layers":
        text, count = re.subn(
            r"^\[\[model\.layers\]\]\n(?:(?!\[).*\n)*", "", text, flags=re.MULTILINE
        )
        assert count
        return text
    pattern = rf"{head}^{name} = (?:\[\n(?:.*\n)*?\]|.*)\n"
    changed, count = re.subn(pattern, r"\1", text, count=1, flags=re.MULTILINE)
    assert count == 1, key
    return changed


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_page_says_which_keys_may_be_left_out(assignment: str, tmp_path: Path) -> None:
    """Is a rubric without the key read, exactly where its row says that it may be left out?"""
    text = find_rubric(assignment).read_text(encoding="utf-8")
    path = tmp_path / f"{assignment}.toml"
    for key in leaves(tomllib.loads(text)):
        changed = without(text, key)
        assert key not in set(leaves(tomllib.loads(changed)))
        path.write_text(changed, encoding="utf-8")
        try:
            load_rubric(path)
            needed = False
        except RubricError:
            needed = True
        last = re.fullmatch(r"tasks\.(\w+)\.points\.\w+", key)
        if last and len(load_rubric(find_rubric(assignment)).task(last[1]).points) == 1:
            assert needed, "a task needs a check with points"
            continue
        if key == "training.early_stopping":
            assert needed, "its check has points here"
            continue
        if key == "training.validation_split" and "val_loss" in text:
            assert needed, "what is held out is watched"
            continue
        said = "may be left out" in " ".join(ROW_OF[general(key)])
        assert said != needed, key


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_table_of_assignments_says_what_their_rubrics_say(assignment: str) -> None:
    rubric = load_rubric(find_rubric(assignment))
    (row,) = [one for one in table("index.md", "assignment") if f"`{assignment}`" in one[0]]
    widths = [layer.width for layer in rubric.layers if layer.width]
    if rubric.is_dense:
        assert row[1].startswith("-".join(map(str, (rubric.pixels, *widths))) + ", ")
    assert [int(one) for one in re.findall(r"\d+", row[1])][-len(widths) :] == widths
    shown = {"ReLU": "relu", "softmax": "softmax"}
    assert {shown[word] for word in re.findall(r"ReLU|softmax", row[1])} == {
        layer.activation for layer in rubric.layers if layer.width
    }
    split = f", {100 * rubric.validation_split:g} % validation split"
    assert row[2] == (
        f"{rubric.optimizer}, {rubric.epochs} epochs"
        + (split if rubric.validation_split else "")
        + (", early stopping" if rubric.early_stopping else "")
    )


def minimums() -> Iterator[float]:
    for assignment in ASSIGNMENTS:
        yield from load_rubric(find_rubric(assignment)).minimum_accuracy.values()


def written_out(text: str) -> list[str]:
    """Return the lines that speak of a minimum and have one of the kit's in them, in any form."""
    forms = [form for one in set(minimums()) for form in (f"{one:g}", f"{one:.2f}")]
    percent = [rf"{100 * one:g}(?:\.0)? ?(?:&nbsp;)?%" for one in set(minimums())]
    number = "|".join([*map(re.escape, forms), *percent])
    return [
        line
        for line in text.splitlines()
        if re.search(rf"(?<![\d.])(?:{number})(?!\d)", line)
        and re.search(r"minim|threshold|least|full points|accuracy_bars|in place of", line, re.I)
    ]


def test_minimum_accuracies_stand_in_the_rubric_alone() -> None:
    """Neither in tests nor in benchmarks nor in prose, where a changed rubric would make them wrong."""
    files = itertools.chain(
        (ROOT / "tests").rglob("*.py"), (ROOT / "benchmarks").rglob("*.py"), PACKAGE.rglob("*.py"),
        DOCS.glob("*.md"), (ROOT / "solutions").rglob("*.ipynb"), ROOT.glob("*.md"),
    )  # fmt: skip
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in files
        if path.name not in MADE and "corpus" not in path.relative_to(ROOT).parts
        if (lines := written_out(path.read_text(encoding="utf-8")))
    }
    assert not found, "take it from the rubric, or say it without the number"


def test_a_minimum_that_is_written_out_would_be_found() -> None:
    one = next(minimums())
    for line in (f"minimum = {one:g}", f"at least {100 * one:.0f} % are right",
                 f"{100 * one:.1f} % that give full points"):  # fmt: skip
        assert written_out(f"x\n{line}\n") == [line]
    assert written_out(f"the accuracy was {one:g}5 at least") == []


def test_a_minimum_is_changed_whichever_it_is() -> None:
    text = find_rubric("mnist_sgd").read_text(encoding="utf-8")
    for dataset in ("mnist", "mnist_5k"):
        data = tomllib.loads(with_minimum(text, 0.5, dataset))["accuracy"]
        assert data[dataset]["minimum"] == 0.5
        assert [one["minimum"] for one in data.values()].count(0.5) == 1
    with pytest.raises(ValueError, match="expected one minimum for fashion"):
        with_minimum(text, 0.5, "fashion")


# --- The report -----------------------------------------------------------------------------------


def test_the_report_s_fields_are_those_of_its_published_form() -> None:
    every = [
        names(one[1:]) for one in tables("report.md") if one[0] == ["field", "type", "meaning"]
    ]
    data = report_of_all_tasks("ada").to_json()
    task = data["tasks"][0]
    forms = (data, task, task["checks"][0])
    assert [set(one) for one in every] == [set(form) for form in forms]


def test_every_status_is_explained() -> None:
    assert names(table("instructor-guide.md", "status")) == [GRADED, FLAGGED, UNGRADED]


# --- Commands, and the roster ---------------------------------------------------------------------


def options(command: str) -> set[str]:
    """Return the options of a command, but those that every command has."""
    (commands,) = [
        action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)
    ]
    found = {
        option
        for action in commands.choices[command]._actions
        for option in action.option_strings
        if option.startswith("--")
    }
    return found - {"--help", "--course"}


def test_the_table_of_grade_has_every_option() -> None:
    rows = table("instructor-guide.md", "option", "effect")
    assert {name.partition(" ")[0] for name in names(rows)} == options("grade")


def test_the_table_of_the_roster_has_every_column() -> None:
    rows = table("instructor-guide.md", "column of `roster.csv`", "meaning")
    assert set(names(rows)) == set(COLUMNS)


# --- The code -------------------------------------------------------------------------------------


def test_the_tree_of_the_design_names_every_module_once() -> None:
    """Is each module of the package in the tree, and each name in it that of a file?"""
    text = (DOCS / "design.md").read_text(encoding="utf-8")
    (tree,) = re.findall(r"```text\nautograder/\n(.*?)```", text, re.DOTALL)
    named = set(re.findall(r"[\w/]+\.\w+|<platform>_\w+\.py", tree))
    there = {
        path.name
        for path in PACKAGE.rglob("*.py")
        if path.name != "__init__.py" and "sample_class" not in path.parts
    }
    platforms = {name for name in there if re.fullmatch(r"[a-z]+_(grades|feedback)\.py", name)}
    single = {name for name in named if name.endswith(".py") and "<" not in name}
    short = {"_commands.py", "__init__.py"}
    commands = {name for name in there if name.endswith("_commands.py")}
    # What runs in Gradescope's container, and the checks, are named by their folders.
    inside = {path.name for folder in ("doors/gradescope_container", "judge/checks")
              for path in (PACKAGE / folder).glob("*.py")}  # fmt: skip
    assert there - platforms - commands - inside - single == set()
    assert {Path(name).name for name in single} - there - short == set()


def test_the_tables_of_kinds_name_every_kind() -> None:
    rows = table("how-grading-works.md", "kind", "evidence")
    assert sorted(names([[row[0]] for row in rows])) == sorted(kinds())


def test_the_table_of_headers_names_those_of_the_corpus() -> None:
    """Has every header that a submission of the corpus uses a row or a sentence?"""
    rows = table("maintainer-guide.md", "header", "meaning")
    used = {
        header
        for folder in ("alternatives", "mistakes")
        for path in (ROOT / "tests" / "corpus" / folder).glob("*.py")
        for header in re.findall(r"^# (\w+):", path.read_text(encoding="utf-8").partition("# %%")[0],
                                 re.MULTILINE)
    }  # fmt: skip
    assert used <= set(names(rows))
