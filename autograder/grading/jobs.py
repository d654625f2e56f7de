"""Write down what a probe needs: the cells to run, the tasks to probe, and their inputs.

In: a submission's code cells, a rubric, a data set and a seed. Out: a job folder, which holds no
label of an unseen image and no expected value.
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
from autograder.assignment.rubric import Rubric, Task
from autograder.data import Dataset
from autograder.judge.inputs import PUBLIC_SEED, draw_inputs


def probe_settings(rubric: Rubric) -> dict[str, Any]:
    """Return what the probe needs of the rubric."""
    return {
        "input_shape": list(rubric.input_shape),
        "units": list(rubric.units),
        "activations": list(rubric.activations),
        "epochs": rubric.epochs,
        "functions": {task.kind: task.name for task in reversed(rubric.automatic_tasks)},
    }


def write_data(dataset: Dataset, folder: Path) -> None:
    """Write the arrays that every job of a class shares; the unseen images go without labels."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "x_train.npy", dataset.x_train)
    np.save(folder / "y_train.npy", dataset.y_train)
    np.save(folder / "x_unseen.npy", dataset.x_test)
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


def write_job(
    folder: Path,
    cells: Sequence[CodeCell],
    rubric: Rubric,
    tasks: Sequence[str],
    dataset: Dataset,
    seed: bytes,
) -> None:
    """Write a job.

    Args:
        folder: Where to; it exists and is empty.
        cells: The cells to run, in order.
        rubric: The assignment's rubric.
        tasks: Names of the tasks to probe.
        dataset: The data set.
        seed: The seed of the inputs.
    """
    for name in tasks:
        inputs = _inputs(rubric, name, dataset, seed)
        (folder / f"{name}.npz").write_bytes(inputs)
    write_plan(folder, cells, rubric, tasks, ())


def plan_of(
    cells: Sequence[CodeCell], rubric: Rubric, tasks: Sequence[str], skipped: Iterable[str]
) -> dict[str, Any]:
    """Return the plan of a job; `skipped` names the steps that are not to be run again."""
    return {
        "cells": [dataclasses.asdict(cell) for cell in cells],
        "tasks": [_task(rubric.task(name)) for name in tasks],
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
    (folder / "job.json").write_text(json.dumps(plan), encoding="utf-8")


_CACHE: dict[tuple[str, str, bytes], bytes] = {}


def _inputs(rubric: Rubric, task: str, dataset: Dataset, seed: bytes) -> bytes:
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
