"""Write down what a probe needs: the cells to run, the tasks to probe, and the inputs of each.

In: a submission's code cells, a rubric, a data set and a seed. Out: a job folder, which holds no
label of an unseen image and no expected value. The inputs of a task are written when its turn comes.
"""

from __future__ import annotations

import dataclasses
import io
import json
import tempfile
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograder.assignment.notebook import CodeCell
from autograder.assignment.places import PACKAGE
from autograder.assignment.rubric import Rubric
from autograder.assignment.task_tables import Task
from autograder.data import Dataset
from autograder.judge.inputs import PUBLIC_SEED, draw_inputs

# Kinds of task whose functions are given the grader's own models, in the order of their probing.
WITH_REFERENCES = (
    "train", "evaluate", "predict_labels", "predict_one", "plot_history", "show_filters",
    "show_feature_maps",
)  # fmt: skip
# Of these, the ones that are given a model that is compiled.
WITH_COMPILED = ("evaluate", "predict_labels", "predict_one")


def probe_settings(rubric: Rubric) -> dict[str, Any]:
    """Return what every probe needs of the rubric."""
    return {
        "epochs": rubric.epochs,
        "functions": {task.kind: task.name for task in reversed(rubric.automatic_tasks)},
    }


def architecture(rubric: Rubric) -> dict[str, Any]:
    """Return what the probe of a task with reference models needs besides."""
    dense: dict[str, Any] = {
        "input_shape": list(rubric.input_shape),
        "units": list(rubric.units),
        "activations": list(rubric.activations),
    }
    if rubric.is_dense:
        return dense
    layers = [dataclasses.asdict(layer) for layer in rubric.layers]
    return {**dense, "network_shape": list(rubric.network_shape), "layers": layers}


def probing_order(rubric: Rubric, tasks: Sequence[str]) -> tuple[str, ...]:
    """Return tasks in the order in which they are probed.

    Those with the grader's own models come last, and training first among them: no function can
    keep such a model, or how it was made, to answer an earlier task with it.
    """

    def place(name: str) -> int:
        kind = rubric.task(name).kind
        return 1 + WITH_REFERENCES.index(kind) if kind in WITH_REFERENCES else 0

    return tuple(sorted(tasks, key=place))


def write_data(dataset: Dataset, folder: Path) -> None:
    """Write the arrays that every job of a class shares; of the test images only how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "x_train.npy", dataset.x_train)
    np.save(folder / "y_train.npy", dataset.y_train)
    (folder / "unseen.txt").write_text(str(len(dataset.x_test)), encoding="utf-8")
    (folder / "name.txt").write_text(dataset.name, encoding="utf-8")


_FOLDERS: dict[str, tempfile.TemporaryDirectory[str]] = {}
_FOLDERS_LOCK = threading.Lock()


def data_folder(dataset: Dataset) -> Path:
    """Return a folder with the data set for the probes, made once in a process."""
    with _FOLDERS_LOCK:
        if dataset.digest not in _FOLDERS:
            folder = tempfile.TemporaryDirectory(prefix="data-")
            write_data(dataset, Path(folder.name))
            _FOLDERS[dataset.digest] = folder
        return Path(_FOLDERS[dataset.digest].name)


def write_task(
    folder: Path, rubric: Rubric, task: str, dataset: Dataset, seed: bytes, drawn: bytes = b""
) -> bytes:
    """Write what the probe of one task is given: its inputs, and what makes reference models.

    Args:
        folder: The folder of the job.
        rubric: The assignment's rubric.
        task: Name of the task.
        dataset: The data set.
        seed: The seed of the inputs.
        drawn: The inputs, if they have been drawn already.

    Returns:
        The inputs as the bytes of an `.npz` file.
    """
    kind, given = rubric.task(task).kind, dict[str, Any]()
    if kind in WITH_REFERENCES:
        modules = ("given_models", *(["compiled"] if kind in WITH_COMPILED else []))
        sources = [(PACKAGE / "probe" / f"{one}.py").read_text("utf-8") for one in modules]
        given = {"settings": architecture(rubric), "tools": sources}
    _write(folder / f"{task}.json", json.dumps(given).encode())
    inputs = drawn or inputs_of(rubric, task, dataset, seed)
    # The probe waits for this one.
    _write(folder / f"{task}.npz", inputs)
    return inputs


def _write(path: Path, content: bytes) -> None:
    """Write a file that appears in one step, and that every user may read."""
    draft = path.with_name(f"{path.name}.part")
    draft.write_bytes(content)
    draft.chmod(0o644)
    draft.replace(path)


def plan_of(
    cells: Sequence[CodeCell], rubric: Rubric, tasks: Sequence[str], skipped: Iterable[str]
) -> dict[str, Any]:
    """Return the plan of a job; `skipped` names the steps that are not to be run again."""
    return {
        "cells": [dataclasses.asdict(cell) for cell in cells],
        "tasks": [_task(rubric.task(name)) for name in probing_order(rubric, tasks)],
        "settings": probe_settings(rubric),
        "skipped": sorted(skipped),
        "limits": dataclasses.asdict(rubric.limits),
    }


def _task(task: Task) -> dict[str, Any]:
    """Return what the probe is told of a task, and what its inputs depend on."""
    calls = [[name, [dataclasses.asdict(one) for one in every]] for name, every in task.calls]
    return {"name": task.name, "kind": task.kind, "calls": calls}


def write_plan(
    folder: Path,
    cells: Sequence[CodeCell],
    rubric: Rubric,
    tasks: Sequence[str],
    skipped: Iterable[str],
) -> None:
    """Write the plan of a job."""
    plan = plan_of(cells, rubric, tasks, skipped)
    # Calls of tasks of its own say what its inputs are drawn from, which is for the judge.
    plan["tasks"] = [{"name": one["name"], "kind": one["kind"]} for one in plan["tasks"]]
    _write(folder / "job.json", json.dumps(plan).encode())


_CACHE: dict[tuple[str, str, bytes], bytes] = {}


def inputs_of(rubric: Rubric, task: str, dataset: Dataset, seed: bytes) -> bytes:
    """Return a task's inputs as the bytes of an `.npz` file; those of the public seed are kept."""
    key = (f"{rubric!r} {dataset.digest}", task, seed)
    if key in _CACHE:
        return _CACHE[key]
    file = io.BytesIO()
    arrays: dict[str, Any] = draw_inputs(rubric, rubric.task(task), dataset, seed)
    np.savez(file, **arrays)
    if seed == PUBLIC_SEED:
        _CACHE[key] = file.getvalue()
    return file.getvalue()
