"""A case: one task of one submission while its checks run."""

from __future__ import annotations

import dataclasses
import functools
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from autograder.assignment.rubric import Rubric, load_rubric
from autograder.assignment.task_tables import OWN, Task
from autograder.judge.evidence import Node, read_task
from autograder.judge.packed import InputsDiffer
from autograder.judge.request import Request
from autograder.report.results import CheckResult
from autograder.sandbox.reading import EvidenceError

if TYPE_CHECKING:
    from autograder.data import Dataset
    from autograder.judge.inputs import Inputs


@dataclasses.dataclass
class Case:
    """One task of one submission while its checks run.

    Its evidence and its inputs are there from the first use until `forget`: a judge of many
    submissions holds those of one.
    """

    request: Request
    rubric: Rubric
    task: Task
    dataset: Dataset
    unreadable: str = ""
    results: dict[str, CheckResult] = dataclasses.field(default_factory=dict)
    gate_failed: str = ""
    limit: str = ""
    fault: str = ""
    doubt: str = ""

    @functools.cached_property
    def node(self) -> Node | None:
        """The evidence, or None where there is none to read."""
        if self.task.name in self.request.lost:
            return None
        limit = self.rubric.limits.evidence_mib * 2**20
        try:
            return read_task(self.request.evidence, self.task.name, limit, lambda: self.inputs)
        except EvidenceError as error:
            self.unreadable = self.unreadable or str(error)
        except InputsDiffer as error:
            self.fault = self.fault or f"{self.task.name}: {error}"
        return None

    @functools.cached_property
    def inputs(self) -> Inputs:
        """The inputs that the probe was given: as they lie there, or drawn again."""
        given = self.request.given and self.request.given / f"{self.task.name}.npz"
        if given and self.task.kind != OWN and given.is_file():
            with np.load(given) as arrays:
                return dict(arrays)
        return _inputs_of(
            _place(self.request), self.task.name, self.request.seed, self.request.dataset
        )

    @functools.cached_property
    def labels(self) -> Inputs:
        """The labels of the images in each call of an own task."""
        from autograder.judge.inputs import labels_of_calls

        return labels_of_calls(self.rubric, self.task, self.dataset, self.request.seed)

    @property
    def calls(self) -> Node:
        """The recorded calls; any access to them fails where there are none to read."""
        try:
            return Node(None, "the record") if self.node is None else self.node["calls"]
        except EvidenceError:
            return Node(None, "the record")

    @property
    def passed(self) -> bool:
        """Whether checks ran and every one passed."""
        return bool(self.results) and all(one.passed for one in self.results.values())

    def forget(self) -> None:
        """Give the memory of the evidence and the inputs back."""
        for name in ("node", "inputs", "labels"):
            self.__dict__.pop(name, None)


# What a rubric is read from: the file, the folder of its own checks, and the name of a variant.
Place = tuple[Path, Path | None, str]
_rubric_of = functools.cache(load_rubric)


def _place(request: Request) -> Place:
    return request.rubric, request.checks, request.variant


@functools.cache
def _dataset_of(path: Path, checks: Path | None, name: str) -> Dataset:
    from autograder.assignment.images import dataset_of
    from autograder.data import embedded_dataset

    if name == "mnist_5k":
        return embedded_dataset()
    # Variants differ in nothing that a data set is read by.
    return dataset_of(_rubric_of(path, checks, ""), path.parent)


# Submissions with the public seed have equal inputs; their cases follow each other.
@functools.lru_cache(maxsize=2)
def _inputs_of(place: Place, name: str, seed: bytes, dataset: str) -> Inputs:
    from autograder.judge.inputs import draw_inputs

    rubric = _rubric_of(*place)
    return draw_inputs(rubric, rubric.task(name), _dataset_of(*place[:2], dataset), seed)


def cases_of(request: Request) -> list[Case]:
    """Return the cases of a request."""
    place = _place(request)
    rubric, dataset = _rubric_of(*place), _dataset_of(*place[:2], request.dataset)
    tasks = map(rubric.task, request.tasks)
    return [Case(request, rubric.as_seen_by(task), task, dataset) for task in tasks]
