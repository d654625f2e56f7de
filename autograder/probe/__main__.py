"""The probe process: run a notebook's cells, probe its tasks, write evidence.

Run as `python -m autograder.probe JOB DATA OUT`. JOB is a read-only folder with `job.json`, in which
the inputs of each task appear when its turn comes, DATA a read-only folder with the data set, OUT an
empty folder for evidence. The supervisor outside (`autograder.sandbox.supervisor`) starts this process
in a sandbox, follows `OUT/journal.jsonl`, and starts it again without the step in which it died.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from autograder.probe.harden import MEBIBYTE, harden

# Of keras and of tf.keras, which have a module each for the same loader.
KERAS_DATASETS = ("keras.datasets", "keras._tf_keras.keras.datasets", "keras.src.datasets")
SHARED_ARRAYS = ("x_train", "y_train")
WAIT_SECONDS = 0.002


class Journal:
    """Tells the supervisor what the probe is doing, one JSON object a line."""

    def __init__(self, folder: Path) -> None:
        self.file = open(folder / "journal.jsonl", "a", encoding="utf-8")  # noqa: SIM115

    def begin(self, step: str) -> None:
        """Say that a step begins."""
        self.file.write(json.dumps({"begin": step}) + "\n")
        self.file.flush()

    def end(self, step: str) -> None:
        """Say that a step has ended."""
        self.file.write(json.dumps({"end": step}) + "\n")
        self.file.flush()


def main(job: Path, data_folder: Path, out: Path) -> None:
    """Run the job's remaining steps.

    Args:
        job: Folder with the job, which this process only reads.
        data_folder: Folder with the data set, which this process only reads.
        out: Folder for evidence and for the journal.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    plan = json.loads((job / "job.json").read_text(encoding="utf-8"))
    sandbox = os.environ.get("AUTOGRADER_SANDBOX", "")
    harden(plan["limits"], isolated=bool(sandbox), offline=sandbox == "user")
    provide_data(data_folder)

    from autograder.probe.caller import load_inputs
    from autograder.probe.session import Cell, Session
    from autograder.probe.speed import speed_up_training
    from autograder.probe.tasks import Limits, probe_task

    journal = Journal(out)
    skipped = set(plan["skipped"])
    speed_up_training()
    session = Session()
    limits = plan["limits"]
    with open(out / "cells.jsonl", "w", encoding="utf-8") as cells:
        for cell in plan["cells"]:
            step = f"cell:{cell['index']}"
            if step in skipped:
                continue
            journal.begin(step)
            record = session.run(Cell(cell["index"], cell["source"]), limits["cell_seconds"])
            line = json.dumps(record) + "\n"
            if cells.tell() + len(line) > limits["output_mib"] * MEBIBYTE:
                line = json.dumps({**record, "outputs": [], "left_out": True}) + "\n"
            cells.write(line)
            cells.flush()
            journal.end(step)
    task_limits = Limits(limits["call_seconds"], limits["training_seconds"])
    for task in plan["tasks"]:
        step = f"task:{task['name']}"
        if step in skipped:
            continue
        journal.begin(step)
        given, tools = handed_over(job, task["name"])
        inputs = {
            **load_inputs(job / f"{task['name']}.npz"),
            **shared_arrays(data_folder, task["kind"]),
        }
        probe_task(
            task["name"],
            task["kind"],
            session.namespace,
            inputs,
            {**plan["settings"], **given},
            task_limits,
            out,
            tools,
        )
        journal.end(step)
    journal.begin("finished")


def handed_over(job: Path, task: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Wait for what is handed over for a task, once the evidence of those before it was taken away.

    Returns:
        Settings for this task only, and the functions that make the grader's own models.
    """
    while not (job / f"{task}.npz").exists():
        time.sleep(WAIT_SECONDS)
    given = json.loads((job / f"{task}.json").read_text(encoding="utf-8"))
    tools: dict[str, Any] = {}
    for source in given.get("tools", ()):
        exec(source, tools)
    return given.get("settings", {}), tools


def provide_data(folder: Path) -> None:
    """Make the kit's loaders and Keras's loaders of that name return the data set in a folder.

    Its "test" images are training images: the images that grading uses for the accuracy are unseen.
    """
    from autograder import data

    name = (folder / "name.txt").read_text(encoding="utf-8").strip()
    x_train, y_train = (np.load(folder / f"{part}.npy") for part in ("x_train", "y_train"))
    count = int((folder / "unseen.txt").read_text(encoding="utf-8"))
    dataset = data.Dataset(
        name=name,
        x_train=x_train,
        y_train=y_train,
        x_test=x_train[:count].copy(),
        y_test=y_train[:count].copy(),
    )
    data.provide(dataset)
    import keras

    def load_data(path: str = "mnist.npz") -> tuple[tuple[np.ndarray, ...], ...]:
        return (
            (x_train.copy(), y_train.copy()),
            (dataset.x_test.copy(), dataset.y_test.copy()),
        )

    # Keras names its loaders as the data sets; MNIST's serves its 5,000 images, too.
    module = name if hasattr(keras.datasets, name) else "mnist"
    for package in KERAS_DATASETS:
        with contextlib.suppress(ImportError):
            loader: Any = importlib.import_module(f"{package}.{module}")
            loader.load_data = load_data


def shared_arrays(folder: Path, kind: str) -> dict[str, Any]:
    """Return the arrays of the data set for the kinds of task that train on all of it."""
    if kind != "test_accuracy":
        return {}
    return {name: np.load(folder / f"{name}.npy") for name in SHARED_ARRAYS}


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
    # Student code may have left threads or exit handlers behind: nothing of theirs runs after this.
    os._exit(0)
