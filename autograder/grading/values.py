"""What goes from one stage of grading to the next: frozen values that know nothing of the stages."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from nbformat import NotebookNode

from autograder.assignment.notebook import Submission
from autograder.assignment.rubric import Rubric
from autograder.assignment.variants import Drawn
from autograder.data import Dataset
from autograder.judge.inputs import PUBLIC_SEED
from autograder.judge.request import Request
from autograder.report.results import Report
from autograder.sandbox.isolation import Isolation
from autograder.sandbox.starting import ColdProbe, Starter
from autograder.sandbox.supervisor import Outcome


class Collector(Protocol):
    """A way to collect evidence; may be used by several threads."""

    def __call__(
        self, submission: Submission, setting: Setting, tasks: tuple[str, ...], folder: Path, /
    ) -> Outcome:
        """Have a submission's code run; the evidence is in `folder`/evidence afterwards."""


class Keeper(Protocol):
    """A place that keeps evidence and verdicts under keys, such as `grading.store.Store`."""

    @property
    def problem(self) -> str:
        """Why evidence could not be kept; empty if it could."""

    def find(self, key: str, /) -> tuple[Path, Outcome] | None:
        """Return the evidence under a key, and what became of its probe; None if there is none."""

    def keep(
        self, key: str, evidence: Path, outcome: Outcome, about: dict[str, str], limit_mib: int, /
    ) -> bool:
        """Keep the evidence of a run; return whether it is this evidence that lies there now."""

    def verdicts(self, key: str, /) -> dict[str, Any]:
        """Return what is kept beside the evidence under a key."""

    def keep_verdicts(self, key: str, content: dict[str, Any], /) -> None:
        """Keep plain data beside the evidence under a key."""

    def prune(self) -> object:
        """Make room by what was used least recently."""


class Variants(Protocol):
    """The variants of an assignment, and who has which, such as `grading.own_variant.Believed`."""

    def rubric(self, name: str, /) -> Rubric:
        """Return the rubric of a variant."""

    def release(self, release: NotebookNode, drawn: Drawn, /) -> NotebookNode:
        """Return the notebook as it is handed out to who has a variant."""

    def drawn(self, student: str, members: Sequence[str], said: Sequence[str], /) -> Drawn:
        """Return the variant by which a student's submission is judged."""


@dataclasses.dataclass(frozen=True)
class Setting:
    """What is the same for every submission of a class.

    Attributes:
        rubric: The assignment's rubric.
        rubric_path: Where it was read from; the judge reads it again.
        checks: Folder with the checks of the assignment's own tasks, if it has any at hand.
        dataset: The data set.
        data_folder: Where it lies for the probes.
        isolation: How student code is kept apart.
        seed: Seed of the probe's inputs.
        start: How probes are started.
        release: The notebook as it was handed out, or None.
        store: Where evidence is kept and looked for, or None.
        collect: How evidence is collected, if not by running it on this machine.
        variants: What is drawn for each student; None where everybody has the same.
        turn: Held while student code runs: as many do at a time as it lets.
    """

    rubric: Rubric
    rubric_path: Path
    dataset: Dataset
    data_folder: Path
    isolation: Isolation
    seed: bytes = PUBLIC_SEED
    start: Starter = ColdProbe
    release: NotebookNode | None = None
    store: Keeper | None = None
    collect: Collector | None = None
    checks: Path | None = None
    variants: Variants | None = None
    turn: contextlib.AbstractContextManager[object] = dataclasses.field(
        default_factory=contextlib.nullcontext
    )

    @property
    def hidden(self) -> bool:
        """Whether the seed is secret."""
        return self.seed != PUBLIC_SEED


@dataclasses.dataclass(frozen=True)
class Probed:
    """A submission whose code has run: what the judge needs, and what is known already.

    Attributes:
        submission: The submission.
        setting: Its setting, with a seed of its own and the rubric of the student's variant.
        student: The student's id.
        tasks: Names of the tasks that were probed.
        evidence: Folder of the evidence.
        outcome: What became of the probe.
        key: Key of the evidence in the setting's store; empty where it is not kept.
        given: Folder with the inputs that the probe was given, if no student code could write there.
    """

    submission: Submission
    setting: Setting
    student: str
    tasks: tuple[str, ...]
    evidence: Path
    outcome: Outcome
    key: str = ""
    given: Path | None = None

    def request(self, tasks: tuple[str, ...]) -> Request:
        """Return what to ask the judge on some of the tasks."""
        lost = {
            step.removeprefix("task:"): reason
            for step, reason in self.outcome.lost.items()
            if step.startswith("task:")
        }
        return Request(
            evidence=self.evidence,
            rubric=self.setting.rubric_path,
            seed=self.setting.seed,
            dataset=self.setting.dataset.name,
            tasks=tasks,
            lost=lost,
            hidden=self.setting.hidden,
            checks=self.setting.checks,
            variant=self.setting.rubric.variant,
            given=self.given,
        )


@dataclasses.dataclass(frozen=True)
class Grading:
    """A graded submission.

    Attributes:
        report: The verdict.
        notebook: The notebook as it was graded, or None if the file is not a notebook.
        cells: What each cell that ran left behind: outputs and error, by position.
        seconds: Wall clock, by stage.
        peak_mib: Most memory that the student's processes held.
    """

    report: Report
    notebook: NotebookNode | None
    cells: dict[int, dict[str, Any]]
    seconds: dict[str, float]
    peak_mib: float = 0.0
