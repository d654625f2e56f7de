"""Grade one submission: notebook, probe, evidence, judge, report.

In: the bytes of a file and a `Course`-independent `Setting`. Out: a `Grading`: the report, and the
notebook with its outputs for the feedback. A submission that cannot be read, or that does harm, has
a report like any other; only a fault of the grader or the machine leaves it ungraded.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from pathlib import Path

from nbformat import NotebookNode

from autograder.assignment.notebook import Submission, prepare
from autograder.assignment.placeholders import said_in
from autograder.assignment.tidy import NotebookError
from autograder.grading.gathering import collect
from autograder.grading.jobs import architecture, plan_of
from autograder.grading.opening import open_notebook
from autograder.grading.own_variant import of_variant, release_of_variant
from autograder.grading.reporting import graded, ungraded, unreadable
from autograder.grading.store import key_of
from autograder.grading.values import Grading, Probed, Setting
from autograder.grading.verdicts import judge_probed
from autograder.sandbox.folders import working_folder
from autograder.sandbox.isolation import MEBIBYTE
from autograder.sandbox.supervisor import GraderFault


def read_submission(
    content: bytes,
    name: str,
    setting: Setting,
    student: str = "",
    members: Sequence[str] = (),
    opened: tuple[NotebookNode, list[str]] | None = None,
) -> Submission:
    """Read and prepare a file that was handed in.

    Args:
        content: The file's bytes.
        name: Its name, for messages.
        setting: What is the same for the whole class.
        student: The student's id.
        members: The ids of those who handed it in together, if it was more than one.
        opened: What `open_notebook` has made of it, if it was asked before.

    Raises:
        NotebookError: It cannot be graded; the message says why.
    """
    limit = setting.rubric.limits.notebook_mib
    if len(content) > limit * MEBIBYTE:
        raise NotebookError(f"{name} is larger than {limit} MiB.")
    notebook, repairs = opened or open_notebook(content, name)
    submission = prepare_own(notebook, setting, repairs, student, members)
    return dataclasses.replace(submission, digest=hashlib.sha256(content).hexdigest())


def prepare_own(
    notebook: NotebookNode,
    setting: Setting,
    repairs: list[str],
    student: str = "",
    members: Sequence[str] = (),
) -> Submission:
    """Prepare a notebook by the student's own variant; it is changed in place.

    Args:
        notebook: A tidy notebook.
        setting: What is the same for the whole class.
        repairs: What has been repaired so far.
        student: The student's id.
        members: The ids of those who handed it in together, if it was more than one.
    """
    drawn = None
    if setting.variants is not None:
        drawn = setting.variants.drawn(student, members, said_in(notebook))
    rubric, release = of_variant(setting, drawn).rubric, release_of_variant(setting, drawn)
    submission = prepare(notebook, rubric, release, repairs)
    return dataclasses.replace(submission, drawn=drawn)


def grade(
    content: bytes,
    name: str,
    setting: Setting,
    student: str = "",
    tasks: Sequence[str] = (),
    opened: tuple[NotebookNode, list[str]] | None = None,
) -> Grading:
    """Grade a file.

    Args:
        content: The file's bytes.
        name: Its name, for messages.
        setting: What is the same for the whole class.
        student: The student's id.
        tasks: Names of the tasks to grade; all automatic ones if empty.
        opened: What `open_notebook` has made of it, if it was asked before.
    """
    try:
        submission = read_submission(content, name, setting, student, opened=opened)
    except NotebookError as error:
        return Grading(unreadable(setting, student, str(error)), None, {}, {})
    return grade_submission(submission, setting, student, tasks)


def grade_submission(
    submission: Submission, setting: Setting, student: str = "", tasks: Sequence[str] = ()
) -> Grading:
    """Grade a notebook that has been read and prepared."""
    started = time.monotonic()
    with working_folder("grading-") as folder:
        try:
            probed = probe(submission, setting, student, tasks, folder)
        except (GraderFault, OSError) as error:
            return Grading(ungraded(setting, student, str(error)), submission.notebook, {}, {})
        ran = time.monotonic()
        (verdict,) = judge_probed([probed])
        grading = graded(probed, verdict)
    seconds = {"probe": ran - started, "judge": time.monotonic() - ran}
    return dataclasses.replace(grading, seconds=seconds)


def probe(
    submission: Submission, setting: Setting, student: str, tasks: Sequence[str], folder: Path
) -> Probed:
    """Return a submission with its evidence: from the store, or from running its code.

    Where a step was lost, the machine may have been too busy, so that the code runs again.

    Args:
        submission: The submission.
        setting: What is the same for the whole class.
        student: The student's id.
        tasks: Names of the tasks to probe; all automatic ones if empty.
        folder: An empty folder to work in.

    Raises:
        GraderFault: The probe does not even start.
    """
    kept = find_probed(submission, setting, student, tasks)
    if kept is not None and not kept.outcome.lost:
        return kept
    own, names, key = _own(submission, setting, student, tasks)
    with setting.turn:
        outcome = (setting.collect or collect)(submission, own, names, folder)
    if setting.store is not None:
        about = {
            "assignment": setting.rubric.assignment,
            "student": student,
            "dataset": setting.dataset.name,
            "seconds": f"{outcome.seconds:.2f}",
        }
        limit = setting.rubric.limits.evidence_mib
        if not setting.store.keep(key, folder / "evidence", outcome, about, limit):
            key = ""
    # A process of the same user could have changed them, and one on another machine had its own.
    given = folder / "job" if own.collect is None and own.isolation.name != "process" else None
    return Probed(submission, own, student, names, folder / "evidence", outcome, key, given)


def find_probed(
    submission: Submission, setting: Setting, student: str = "", tasks: Sequence[str] = ()
) -> Probed | None:
    """Return a submission with its evidence from the store, or None if it is not there."""
    own, names, key = _own(submission, setting, student, tasks)
    kept = setting.store.find(key) if setting.store else None
    return Probed(submission, own, student, names, *kept, key) if kept else None


def _own(
    submission: Submission, setting: Setting, student: str, tasks: Sequence[str]
) -> tuple[Setting, tuple[str, ...], str]:
    """Return the setting with the submission's own seed, the tasks to probe, and the store's key."""
    names = tuple(tasks) or tuple(task.name for task in setting.rubric.automatic_tasks)
    seed = own_seed(setting, submission, student)
    own = dataclasses.replace(of_variant(setting, submission.drawn), seed=seed)
    return own, names, evidence_key(submission, own, names) if setting.store else ""


def evidence_key(submission: Submission, setting: Setting, tasks: Sequence[str]) -> str:
    """Return the key of a submission's evidence; the setting has its own seed and variant."""
    plan = plan_of(submission.cells, setting.rubric, tasks, ())
    return key_of(
        {**plan, "architecture": architecture(setting.rubric)},
        setting.rubric.assignment,
        setting.seed,
        setting.dataset.digest,
        setting.isolation.name,
    )


def own_seed(setting: Setting, submission: Submission, student: str = "") -> bytes:
    """Return the seed of a submission: the public one, or one from the secret and what was handed in.

    Whoever sees the inputs of one submission learns nothing about those of another student's, or of
    another file's. All that a job shows of a notebook is in it, also the places of its cells: no two
    submissions with the same inputs can be told apart by the code in them.
    """
    if not setting.hidden:
        return setting.seed
    cells = [dataclasses.asdict(cell) for cell in submission.cells]
    shown = json.dumps({"student": student, "file": submission.digest, "cells": cells})
    return hmac.digest(setting.seed, shown.encode(), "sha256")
