"""The judge's process: run the checks over evidence, in pytest, and turn every outcome into points.

Run as `python -m autograder.judging ANSWER` by `autograder.judge`, with requests on the standard input.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder import feedback
from autograder.evidence import EvidenceError, Node, read_task
from autograder.judge import JudgeError, Request, request_from_json
from autograder.report import CheckResult, TaskResult, task_to_json
from autograder.rubric import CHECKS, OWN, Rubric, Task, checks_in, load_rubric

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from autograder.data import Dataset
    from autograder.inputs import Inputs

# Causes after which a person should look: a limit was hit.
LIMITS = ("limit", "timed_out")


@dataclasses.dataclass
class Case:
    """One task of one submission while its checks run."""

    request: Request
    rubric: Rubric
    task: Task
    dataset: Dataset
    inputs: Inputs
    node: Node | None
    unreadable: str = ""
    results: dict[str, CheckResult] = dataclasses.field(default_factory=dict)
    gate_failed: str = ""
    limit: str = ""
    fault: str = ""

    @property
    def calls(self) -> Node:
        """The recorded calls; any access to them fails where there are none to read."""
        try:
            return Node(None, "the record") if self.node is None else self.node["calls"]
        except EvidenceError:
            return Node(None, "the record")


def _cases(requests: Sequence[Request]) -> list[list[Case]]:
    """Read the evidence of each request; draw the inputs again, once for equal requests."""
    from autograder.data import embedded_dataset
    from autograder.data.own import dataset_of
    from autograder.inputs import draw_inputs

    @functools.cache
    def images_of(path: Path, checks: Path | None, name: str) -> Dataset:
        if name == "mnist_5k":
            return embedded_dataset()
        return dataset_of(rubric_of(path, checks), path.parent)

    @functools.lru_cache(maxsize=64)
    def inputs_of(path: Path, checks: Path | None, name: str, seed: bytes, dataset: str) -> Any:
        rubric = rubric_of(path, checks)
        return draw_inputs(rubric, rubric.task(name), images_of(path, checks, dataset), seed)

    rubric_of = functools.lru_cache(maxsize=None)(load_rubric)
    every = []
    for request in requests:
        place = request.rubric, request.checks
        rubric = rubric_of(*place)
        cases = []
        for name in request.tasks:
            node, unreadable = None, ""
            if name not in request.lost:
                try:
                    node = read_task(request.evidence, name, rubric.limits.evidence_mib * 2**20)
                except EvidenceError as error:
                    unreadable = str(error)
            cases.append(
                Case(
                    request,
                    rubric,
                    rubric.task(name),
                    images_of(*place, request.dataset),
                    inputs_of(*place, name, request.seed, request.dataset),
                    node,
                    unreadable,
                )
            )
        every.append(cases)
    return every


class _Plugin:
    """The pytest plugin that hands each case to the checks of its task and keeps the results."""

    def __init__(self, cases: list[Case]) -> None:
        self.cases = cases
        # What went wrong before any check ran, such as a mistake in a course's own checks.
        self.problem = ""

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep why checks cannot be read."""
        if report.failed:
            self.problem = self.problem or f"{report.nodeid}: {report.longreprtext}"

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "gate: later checks of the task need this one to pass")

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        file = metafunc.definition.path.resolve()
        name = metafunc.function.__name__.removeprefix("test_")
        gate = hasattr(metafunc.function, "pytestmark")
        chosen = [
            case
            for case in self.cases
            if case.task.checks_file.resolve() == file and (gate or name in case.task.points)
        ]
        metafunc.parametrize("case", chosen, ids=range(len(chosen)))

    def pytest_runtest_call(self, item: Any) -> None:
        """Run one check; every outcome becomes a result, and pytest sees a pass."""
        case: Case = item.callspec.params["case"]
        name = item.originalname.removeprefix("test_")
        gate = item.get_closest_marker("gate") is not None
        result = _run_check(
            case,
            name,
            lambda: item.obj(
                **{argument: item.funcargs[argument] for argument in item._fixtureinfo.argnames}
            ),
        )
        case.results[name] = result
        if gate and not result.passed:
            case.gate_failed = name
        item.obj = _nothing


def _nothing(**_fixtures: Any) -> None:
    """Stand in for a check that has run already."""


def _run_check(case: Case, name: str, check: Any) -> CheckResult:
    from autograder.checks.support import Failure

    points = case.task.points.get(name, 0.0)
    failed = CheckResult(name, False, 0.0, points, hidden=case.request.hidden)

    def explained(cause: str, fields: dict[str, Any]) -> CheckResult:
        own = case.task.kind == OWN
        text = feedback.explain(
            case.task.name if own else case.task.kind,
            cause,
            {"task": case.task.name, **fields},
            feedback.own_texts(case.request.checks),
        )
        return dataclasses.replace(failed, **dataclasses.asdict(text))

    if case.task.name in case.request.lost:
        if case.results:
            return failed
        return explained("limit", {"reason": case.request.lost[case.task.name]})
    if case.gate_failed:
        return failed
    try:
        check()
    except Failure as failure:
        own = _explained(case)
        try:
            result = explained(failure.cause, failure.fields)
        except (LookupError, ValueError) as error:
            case.fault = f"{case.task.name}.{name}: no text for {failure.cause!r}: {error}"
            return failed
        if failure.cause in LIMITS:
            case.limit = result.problem if failure.cause == "limit" else f"it {result.found}"
        repeated = any((one.problem, one.found) == (result.problem, result.found) for one in own)
        # One cause, one message: what another check has said already is not said again.
        return failed if repeated else result
    except EvidenceError as error:
        case.unreadable = case.unreadable or str(error)
        return failed if _explained(case) else explained("unreadable_evidence", {})
    except Exception as error:
        case.fault = f"{case.task.name}.{name}: {type(error).__name__}: {error}"
        return failed
    return CheckResult(name, True, points, points, hidden=case.request.hidden)


def _explained(case: Case) -> list[CheckResult]:
    """Return the checks that have failed so far with a message of their own."""
    return [one for one in case.results.values() if not one.passed and one.problem]


def run_checks(cases: list[Case]) -> None:
    """Run every check of the cases' kinds; the results are in the cases.

    Raises:
        JudgeError: pytest itself failed.
    """
    import pytest

    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    modules = sorted({str(case.task.checks_file) for case in cases})
    plugin = _Plugin(cases)
    options = [
        "-p",
        "no:cacheprovider",
        "-p",
        "no:terminal",
        "-p",
        "no:faulthandler",
        "-p",
        "no:unraisableexception",
        "-p",
        "no:threadexception",
        "-p",
        "autograder.checks.fixtures",
        "--noconftest",
        "-c",
        os.devnull,
        "--rootdir",
        str(CHECKS),
        "-W",
        "ignore",
    ]
    status = pytest.main([*options, *modules], plugins=[plugin])
    if status != pytest.ExitCode.OK:
        raise JudgeError(f"pytest ended with status {status}. {plugin.problem}".strip())


def verdict_on(cases: list[Case]) -> dict[str, Any]:
    """Return the verdict on the cases of one submission as plain data."""
    from autograder.checks import test_test_accuracy

    tasks, flags, faults, accuracy = [], [], [], None
    flags += _untrue_accuracy(cases)
    for case in cases:
        order = checks_in(case.task.checks_file)
        checks = tuple(case.results[name] for name in order if name in case.results)
        missing = [name for name in case.task.points if name not in case.results]
        if missing:
            faults.append(f"{case.task.name}: the checks {', '.join(missing)} did not run")
        points = round(sum(check.points for check in checks), 6)
        tasks.append(task_to_json(TaskResult(case.task.name, points, case.task.max_points, checks)))
        if case.fault:
            faults.append(case.fault)
        if case.unreadable:
            reason = feedback.one_line(case.unreadable)
            flags.append(f"{case.task.name}: evidence cannot be read ({reason})")
        if case.limit and case.task.name not in case.request.lost:
            flags.append(f"{case.task.name}: {case.limit}")
        if case.task.name in case.request.lost:
            flags.append(f"{case.task.name}: {case.request.lost[case.task.name]}")
        if case.task.kind == "test_accuracy" and case.node is not None:
            try:
                accuracy = test_test_accuracy.measured(case.calls, case.inputs, case.dataset)
            except EvidenceError:
                accuracy = None
    return {"tasks": tasks, "flags": flags, "faults": faults, "accuracy": accuracy}


def _untrue_accuracy(cases: list[Case]) -> list[str]:
    """Take back an accuracy that does not come from the network; return why a person should look.

    Where the network and the scaling are the contract's, the trained weights must lead to the outputs
    for the unseen images. Whoever shows another network has lost points for that already.
    """
    from autograder.checks import test_test_accuracy
    from autograder.checks.support import Failure

    kinds = {case.task.kind: case for case in cases}
    case = kinds.get("test_accuracy")
    right = all(
        kind in kinds
        and kinds[kind].results
        and all(one.passed for one in kinds[kind].results.values())
        for kind in ("normalize", "model")
    )
    if case is None or not right or not all(one.passed for one in case.results.values()):
        return []
    try:
        test_test_accuracy.demand_the_model(case.calls, case.rubric, case.dataset)
        return []
    except Failure as failure:
        text = feedback.explain(case.task.kind, failure.cause, {})
    except EvidenceError as error:
        case.unreadable = str(error)
        text = feedback.explain(case.task.kind, "unreadable_evidence", {"task": case.task.name})
    for name, result in case.results.items():
        case.results[name] = dataclasses.replace(
            result, passed=False, points=0.0, **dataclasses.asdict(text)
        )
    return [f"{case.task.name}: {text.problem}"]


def main(answer: Path) -> None:
    """Judge the requests on the standard input and write the verdicts to `answer`."""
    requests = [request_from_json(data) for data in json.load(sys.stdin)]
    every = _cases(requests)
    flat = [case for cases in every for case in cases]
    if flat:
        run_checks(flat)
    answer.write_text(json.dumps([verdict_on(cases) for cases in every]), encoding="utf-8")


if __name__ == "__main__":
    # The checks import this module by its name; both names must mean the same classes.
    from autograder.judging import main as judge_main

    judge_main(Path(sys.argv[1]))
