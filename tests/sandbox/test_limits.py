"""Every limit of the rubric: hitting it fails that task, the message says which, the next one runs."""

from __future__ import annotations

import dataclasses

import nbformat
import pytest
from corpus_grading import grade_cells

from autograder.assignment.rubric import Limits
from autograder.grading.one import grade
from autograder.grading.public import public_setting
from autograder.grading.values import Setting
from autograder.sandbox.isolation import default_isolation
from autograder.sandbox.starting import Starter

FLATTEN = "def flatten_images(images):\n    return images.reshape(len(images), -1)\n"
STUBBORN = """
import time
def normalize_images(images):
    while True:
        try:
            while True:
                time.sleep(0.1)
        except BaseException:
            pass
"""
BUSY = STUBBORN.replace("time.sleep(0.1)", "pass")


def scales(body: str) -> str:
    """Return a right `normalize_images` that does something else first."""
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    return f"def normalize_images(images):\n{lines}\n    return images / 255\n"


# Limit, its value in the test, what the student's code does, and the words that name the limit.
TASKS = {
    "call_seconds": (3, STUBBORN, "more than 9 seconds"),
    "cpu_seconds": (
        6, BUSY, "more processor time than it may",
    ),
    "memory_mib": (
        2500, scales("hog = bytearray(2**32)"), "more memory than it may",
    ),
    "processes": (
        24,
        scales("import os, time\nfor _ in range(200):\n    if os.fork() == 0:\n"
               "        time.sleep(30)\n        os._exit(0)\n    time.sleep(0.02)\ntime.sleep(2)"),
        "processes",
    ),
    "disk_mib": (
        4, scales("with open('big', 'wb') as file:\n    file.write(bytes(2**23))"),
        "more to the disk than it may",
    ),
    "evidence_mib": (
        1,
        "import numpy as np\ndef normalize_images(images):\n    return np.random.rand(600, 28, 28)",
        "",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def setting(warm: Starter) -> Setting:
    return dataclasses.replace(public_setting("mnist_sgd"), start=warm)


def with_limits(setting: Setting, **limits: float) -> Setting:
    changed = dataclasses.replace(setting.rubric.limits, **limits)
    return dataclasses.replace(setting, rubric=dataclasses.replace(setting.rubric, limits=changed))


@pytest.mark.parametrize("limit", TASKS)
def test_a_limit_fails_its_task_and_the_next_one_runs(limit: str, setting: Setting) -> None:
    value, source, words = TASKS[limit]
    report = grade_cells(with_limits(setting, **{limit: value}), source, FLATTEN).report
    assert report.task("flatten_images").points == 2.0, report.flags
    assert report.task("normalize_images").points < 2.0
    messages = " ".join(check.message for check in report.task("normalize_images").failures)
    assert words in messages
    assert report.flags or limit == "evidence_mib"


def test_forks_that_share_their_memory_count_it_once(setting: Setting) -> None:
    """May a student's eight workers share the memory of TensorFlow?"""
    source = scales(
        "import os, time\nhere = bytearray(2**28)\nchildren = []\nfor _ in range(8):\n"
        "    children.append(os.fork())\n    if children[-1] == 0:\n"
        "        time.sleep(1.5)\n        os._exit(0)\n"
        "for child in children:\n    os.waitpid(child, 0)"
    )
    report = grade_cells(with_limits(setting, memory_mib=2500), source, FLATTEN).report
    assert report.task("normalize_images").points == 2.0, report.flags


def test_the_time_of_a_submission_ends_it_with_a_message(setting: Setting) -> None:
    limits = with_limits(setting, submission_seconds=6, call_seconds=60)
    report = grade_cells(limits, STUBBORN, FLATTEN).report
    assert (
        "the submission ran for more than 6 seconds"
        in report.task("normalize_images").failures[0].message
    )
    assert any("6 seconds" in flag for flag in report.flags)


def test_the_time_of_a_cell_ends_only_the_cell(setting: Setting) -> None:
    report = grade_cells(
        with_limits(setting, cell_seconds=2), scales("pass"), "while True:\n    pass", FLATTEN
    ).report
    assert [task.points for task in report.tasks if task.checks] == [2.0, 2.0]
    assert any("cell 2 ran for more than 2 seconds" in flag for flag in report.flags)


def test_a_notebook_beyond_the_limit_is_refused_by_size(setting: Setting) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("x" * 2**21)])
    content = nbformat.writes(notebook).encode()
    report = grade(content, "mnist_sgd.ipynb", with_limits(setting, notebook_mib=1)).report
    assert report.flags == ("mnist_sgd.ipynb is larger than 1 MiB.",)
    assert report.score == 0.0


def test_every_limit_of_the_rubric_is_tested_here_or_in_the_probes_tests() -> None:
    here = {*TASKS, "submission_seconds", "cell_seconds", "notebook_mib"}
    # `output_mib` stands in probe/test_probe.py; a training has the same alarm as any other call.
    assert here | {"output_mib", "training_seconds"} == {
        field.name for field in dataclasses.fields(Limits)
    }


def test_the_limits_hold_in_the_sandbox_of_this_machine(setting: Setting) -> None:
    assert setting.isolation == default_isolation()
