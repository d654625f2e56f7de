"""The probe: cells run as in a notebook, and limits hold."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import nbformat
import pytest
from corpus_grading import grade_cells

from autograder.grading.one import grade
from autograder.grading.public import public_setting
from autograder.grading.values import Grading, Setting
from autograder.sandbox.isolation import ProcessIsolation, default_isolation
from autograder.sandbox.starting import ColdProbe, Starter

ROOT = Path(__file__).resolve().parents[2]
NORMALIZE = "def normalize_images(images):\n    return images / 255\n"


@pytest.fixture(scope="module")
def setting(warm: Starter) -> Setting:
    """A setting with short limits and a warm start; a test below compares both ways to start."""
    setting = dataclasses.replace(public_setting("mnist_sgd"), start=warm)
    limits = dataclasses.replace(
        setting.rubric.limits, cell_seconds=6, call_seconds=3, submission_seconds=120,
        output_mib=1,
    )  # fmt: skip
    return dataclasses.replace(setting, rubric=dataclasses.replace(setting.rubric, limits=limits))


def points(grading: Grading) -> dict[str, float | None]:
    return {task.name: task.points for task in grading.report.tasks if task.checks}


def test_cells_have_the_semantics_of_a_notebook(setting: Setting) -> None:
    """Do magics, shell lines, top-level await and files written by a cell work?"""
    grading = grade_cells(
        setting,
        "import numpy as np\n%matplotlib inline",
        "%%time\n!echo from the shell",
        "import asyncio\nawait asyncio.sleep(0)",
        "%%writefile scaling.py\ndef scale(levels):\n    return levels / 255\n",
        "from scaling import scale\nprint('imported')",
        "raise RuntimeError('a scratch cell')",
        "def normalize_images(images):\n    return scale(images)\n",
        "def flatten_images(images):\n    return images.reshape(len(images), -1)\n",
    )
    assert points(grading) == {"normalize_images": 2.0, "flatten_images": 2.0}
    assert grading.report.flags == ()
    assert [one for one in grading.report.remarks if "Cell 6" in one and "RuntimeError" in one]
    assert len(grading.report.remarks) == 1


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("while True:\n    pass", None),
        ("while True:\n    try:\n        while True:\n            pass\n"
         "    except BaseException:\n        pass", "ran for more than 6 seconds"),
        ("import os\nos._exit(3)", "Python process ended"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "Python process"),
    ],
    ids=["endless loop", "endless loop that catches everything", "exit", "crash"],
)  # fmt: skip
def test_a_cell_that_ends_or_hangs_the_process_costs_only_itself(
    source: str, reason: str | None, setting: Setting
) -> None:
    grading = grade_cells(setting, NORMALIZE, source)
    assert points(grading)["normalize_images"] == 2.0
    if reason is None:
        assert any("TimeLimit" in remark for remark in grading.report.remarks)
    else:
        assert any(reason in flag for flag in grading.report.flags)


def test_a_task_that_hits_a_limit_says_which_and_the_next_one_runs(setting: Setting) -> None:
    grading = grade_cells(
        setting,
        "def normalize_images(images):\n    return bytearray(64 * 2**30)\n",
        "def flatten_images(images):\n    return images.reshape(len(images), -1)\n",
    )
    assert points(grading)["flatten_images"] == 2.0
    assert points(grading)["normalize_images"] == 0.0
    message = grading.report.task("normalize_images").checks[0].message
    assert "memory" in message.lower()


def test_a_task_does_not_die_of_what_another_one_left_behind(setting: Setting) -> None:
    """Does it get a process to itself, and is it lost only if it dies there, too?"""
    spoil = "import os\nspoilt = []\n" + NORMALIZE.replace("    ", "    spoilt.append(1)\n    ")
    flatten = "def flatten_images(images):\n    {}\n    return images.reshape(len(images), -1)\n"
    grading = grade_cells(setting, spoil, flatten.format("spoilt and os.abort()"))
    assert points(grading) == {"normalize_images": 2.0, "flatten_images": 2.0}
    assert grading.report.flags == ()
    grading = grade_cells(setting, spoil, flatten.format("os.abort()"))
    assert points(grading) == {"normalize_images": 2.0, "flatten_images": 0.0}
    assert any("SIGABRT" in flag for flag in grading.report.flags)


def test_outputs_beyond_the_limit_are_left_out(setting: Setting) -> None:
    grading = grade_cells(
        setting, "from IPython.display import HTML\nfor _ in range(9):\n    display(HTML('x' * 300_000))",  # noqa: E501
        NORMALIZE,
    )  # fmt: skip
    assert points(grading)["normalize_images"] == 2.0
    assert any("too large" in remark for remark in grading.report.remarks)


# A warm process has looked up a folder for temporary files before its fork is shut in.
MAKES_FOLDERS = """
import tempfile
from pathlib import Path
def normalize_images(images):
    with tempfile.TemporaryDirectory() as folder:
        assert Path(folder).resolve().parent == Path.home().resolve()
        (Path(folder) / "log.csv").write_text("epoch")
    return images / 255
"""


def test_warm_and_cold_starts_give_the_same_verdicts_in_every_isolation(
    setting: Setting, warm: Starter
) -> None:
    """Is a fork of a warm process judged like a new process, in a sandbox and without one?"""
    tasks = ("normalize_images", "build_model", "evaluate_model")
    notebook = nbformat.read(ROOT / "solutions/mnist_sgd/mnist_sgd.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "normalize_images":
            cell.source = MAKES_FOLDERS
    solved = nbformat.writes(notebook).encode()
    for isolation in (ProcessIsolation(), default_isolation()):
        for start in (ColdProbe, warm):
            one = dataclasses.replace(setting, isolation=isolation, start=start)
            report = grade(solved, "mnist_sgd.ipynb", one, tasks=tasks).report
            assert report.score == 8.0, (isolation.name, report.reason, report.failures)
