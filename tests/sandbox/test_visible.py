"""What student code finds in its process and around it: the modules of a list, and no solution."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from test_rooms import MODULES

from autograder.assignment.notebook import CodeCell, Submission
from autograder.assignment.places import KIT, PACKAGE
from autograder.grading.jobs import probing_order
from autograder.grading.one import grade_submission
from autograder.grading.public import public_setting
from autograder.grading.values import Setting
from autograder.sandbox import visible
from autograder.sandbox.isolation import ProcessIsolation, base_environment, bubblewrap
from autograder.sandbox.starting import ColdProbe, Starter
from autograder.sandbox.visible import VISIBLE, visible_package

NAME = "mnist_sgd"
ALLOWED = {
    ".".join(["autograder", *Path(name).with_suffix("").parts]).removesuffix(".__init__")
    for name in VISIBLE
}
# Smaller ones may be alike by chance, as empty files are.
LEAST_BYTES = 300
LOOK = """
import gc, hashlib, importlib, json, os, sys, types
known, modules, units = {known!r}, {modules!r}, {units!r}
found = {{"files": [], "imported": [], "loaded": [], "objects": [], "contract": []}}
loaded = sorted(name for name in sys.modules if name.split(".")[0] == "autograder")
found["loaded"] = loaded
for thing in gc.get_objects():
    if type(thing) is types.FunctionType and "autograder" in thing.__code__.co_filename:
        found["objects"].append(str(thing.__module__))
    if type(thing) in (list, tuple) and len(thing) == len(units) and thing is not units:
        if [one for one in thing if type(one) is int] == units:
            found["contract"].append("in memory")
found["objects"] = sorted(set(found["objects"]))
for folder, _, files in os.walk("/job"):
    for name in files:
        with open(os.path.join(folder, name), "rb") as file:
            text = file.read()
        if name == "job.json":
            # These words stand in the cells of this notebook, too.
            text = json.dumps({{**json.loads(text), "cells": []}}).encode()
        if b'"units"' in text or b"activation" in text or b"weights_" in text:
            found["contract"].append(name)
for name in modules:
    try:
        importlib.import_module(name)
        found["imported"].append(name)
    except ImportError:
        pass
for folder, folders, files in os.walk("/"):
    folders[:] = [one for one in folders if os.path.join(folder, one) not in ("/proc", "/sys")]
    for name in files:
        path = os.path.join(folder, name)
        try:
            if name in known and os.path.getsize(path) in known[name]:
                with open(path, "rb") as file:
                    if hashlib.sha256(file.read()).hexdigest() in known[name].values():
                        found["files"].append(path)
        except OSError:
            pass
print(json.dumps(found))
"""


def files_of_the_kit() -> Iterator[Path]:
    """Yield what nobody may find: all files of the clone but those on the list."""
    folders = ("autograder", "solutions", "examples", "tests", "assignment")
    for path in (one for name in folders for one in (KIT / name).rglob("*")):
        listed = PACKAGE in path.parents and path.relative_to(PACKAGE).as_posix() in VISIBLE
        if path.is_file() and "__pycache__" not in path.parts and not listed:
            yield path


def look_around(setting: Setting, *tasks: str) -> dict[str, list[str]]:
    """Return what a cell finds that looks everywhere."""
    known: dict[str, dict[int, str]] = {}
    for path in files_of_the_kit():
        size = path.stat().st_size
        if size > LEAST_BYTES:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            known.setdefault(path.name, {})[size] = digest
    source = LOOK.format(known=known, modules=sorted(MODULES), units=list(setting.rubric.units))
    cell = CodeCell(0, source)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    # All of the file system is walked: that takes long on a machine that does much else.
    limits = dataclasses.replace(setting.rubric.limits, cell_seconds=600)
    rubric = dataclasses.replace(setting.rubric, limits=limits)
    setting = dataclasses.replace(setting, rubric=rubric)
    grading = grade_submission(Submission(notebook, (cell,), (), ()), setting, tasks=tasks)
    assert grading.cells[0]["error"] is None
    (output,) = (one for one in grading.cells[0]["outputs"] if one["name"] == "stdout")
    return dict(json.loads(output["text"]))


@pytest.fixture(params=["warm", "cold"])
def start(request: pytest.FixtureRequest, warm: Starter) -> Starter:
    """Either way to start a probe."""
    return warm if request.param == "warm" else ColdProbe


@pytest.mark.skipif(bubblewrap() is None, reason="bubblewrap cannot make a sandbox here")
def test_the_sandbox_shows_neither_a_solution_nor_a_module_outside_the_list(
    start: Starter,
) -> None:
    sandbox = bubblewrap()
    assert sandbox is not None
    setting = dataclasses.replace(public_setting(NAME), isolation=sandbox)
    setting = dataclasses.replace(setting, start=start)
    tasks = probing_order(setting.rubric, [one.name for one in setting.rubric.automatic_tasks])
    found = look_around(setting, *tasks)
    assert found["files"] == []
    assert set(found["imported"]) <= ALLOWED
    assert set(found["loaded"]) <= ALLOWED | {"autograder"}
    # Functions of the kit that take the place of a library's bear the library's name.
    ours = {one for one in found["objects"] if one.startswith("autograder")}
    assert ours <= ALLOWED
    assert found["contract"] == []


def test_without_a_sandbox_no_other_module_can_be_imported_by_its_name(start: Starter) -> None:
    setting = dataclasses.replace(public_setting(NAME), isolation=ProcessIsolation(), start=start)
    source = (
        "import importlib, json\nfound = []\n"
        f"for name in {sorted(MODULES)!r}:\n"
        "    try:\n        importlib.import_module(name)\n        found.append(name)\n"
        "    except ImportError:\n        pass\nprint(json.dumps(found))"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    submission = Submission(notebook, (CodeCell(0, source),), (), ())
    grading = grade_submission(submission, setting, tasks=("normalize_images",))
    (output,) = (one for one in grading.cells[0]["outputs"] if one["name"] == "stdout")
    assert set(json.loads(output["text"])) <= ALLOWED


def test_the_list_has_all_that_its_modules_import() -> None:
    from test_rooms import imported, imports

    for name in ALLOWED - {"autograder"}:
        assert set(imports()[name]) <= ALLOWED, name
    source = (PACKAGE / "sandbox" / "zygote.py").read_text(encoding="utf-8")
    assert set(imported(source, MODULES)) <= ALLOWED


def test_no_figure_of_the_kit_s_can_be_handed_in(tmp_path: Path) -> None:
    """The kit draws digits with labels as titles; where a notebook is graded it draws nothing."""
    source = (
        "from autograder import figures\nimport numpy as np\nzeros = np.zeros\n"
        "drawn = [figures.show_surest_mistakes(zeros((10, 4, 4)), zeros(10), np.eye(10)),\n"
        "         figures.show_confusions(zeros(10), np.eye(10))]\n"
        "print([len(one.axes) for one in drawn])"
    )
    done = subprocess.run(
        [sys.executable, "-c", source],
        # Not in a clone of the kit, which would be found there before what probes see.
        cwd=tmp_path,
        env=base_environment(str(tmp_path)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[0, 0]\n"


def test_every_user_may_read_the_modules_and_nobody_else_may_change_them() -> None:
    folder = visible_package()
    every = [folder, *folder.rglob("*")]
    assert {path.stat().st_mode & 0o777 for path in every} == {0o755, 0o644}
    files = {one.relative_to(folder / "autograder").as_posix() for one in every if one.is_file()}
    assert files == set(VISIBLE)


def test_a_clone_that_python_lies_in_is_hidden_but_for_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virtual environment may lie in the clone, or the clone in a folder that is shown."""
    for name in ("solutions", "tests", "autograder", ".venv/bin", ".venv/lib"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", ".venv/bin/python"):
        (tmp_path / name).touch()
    paths = {"purelib": str(tmp_path / ".venv" / "lib"), "scripts": str(tmp_path / ".venv/bin")}
    monkeypatch.setattr(visible, "KIT", tmp_path)
    monkeypatch.setattr(visible.sysconfig, "get_paths", lambda: paths)
    monkeypatch.setattr(visible.sys, "executable", str(tmp_path / ".venv/bin/python"))
    visible.hidden_places.cache_clear()
    try:
        hidden: tuple[Any, ...] = visible.hidden_places(())
    finally:
        visible.hidden_places.cache_clear()
    names = {one.relative_to(tmp_path).as_posix() for one in hidden if tmp_path in one.parents}
    assert names == {"solutions", "tests", "autograder", "pyproject.toml", "README.md"}
