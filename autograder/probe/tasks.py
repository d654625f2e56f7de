"""Probe one task and write its evidence; used in a grading process and in a student's own notebook."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from autograder.probe.caller import Caller, TimeLimitExceeded, closing_figures
from autograder.probe.kinds import PROBES
from autograder.probe.settings_aside import SettingsAside
from autograder.probe.value_recorder import Recorder, describe_error
from autograder.probe.work import Work


@dataclasses.dataclass(frozen=True)
class Limits:
    """Wall-clock limits of one call and of one training, in seconds."""

    call_seconds: float
    training_seconds: float


def probe_task(
    task: str,
    kind: str,
    namespace: Mapping[str, Any],
    inputs: Mapping[str, np.ndarray],
    settings: Mapping[str, Any],
    limits: Limits,
    folder: Path,
    tools: Mapping[str, Any] | None = None,
) -> None:
    """Make the calls of one task and write `<task>.json` and its arrays into `folder`.

    Args:
        task: The task's name, which is the function's.
        kind: The kind of task, a key of `PROBES`.
        namespace: Where the student's functions are looked up.
        inputs: Arrays that the grader drew.
        settings: What the probe needs of the rubric.
        limits: Time limits.
        folder: Where evidence goes; it exists.
        tools: The functions of `given_models` and `compiled`, for tasks that need the grader's models.
    """
    recorder, aside = Recorder(folder, task), SettingsAside()
    work = Work(
        caller=Caller(namespace, recorder, limits.call_seconds, around=aside.lent),
        recorder=recorder,
        function=task,
        inputs=inputs,
        settings=settings,
        training=Caller(namespace, recorder, limits.training_seconds, around=aside.lent),
        tools=tools or {},
    )
    try:
        with closing_figures(), aside:
            calls = PROBES[kind](work)
        record: dict[str, Any] = {"calls": calls}
    except (Exception, SystemExit, KeyboardInterrupt, TimeLimitExceeded) as error:
        record = {"fault": describe_error(error)}
    try:
        recorder.write(record)
    except (TypeError, ValueError) as error:
        recorder.write({"fault": describe_error(error)})
