"""Run the checks over evidence, in pytest, and turn every outcome into points.

In: cases, each one task of one submission. Out: a verdict on each.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
from typing import TYPE_CHECKING, Any

from autograder.assignment.own_texts import own_texts
from autograder.assignment.task_tables import CHECKS, OWN, checks_in
from autograder.judge import feedback
from autograder.judge.case import Case
from autograder.judge.request import JudgeError, Verdict
from autograder.report.printable import one_line
from autograder.report.results import CheckResult, task_result
from autograder.sandbox.reading import EvidenceError

if TYPE_CHECKING:
    import pytest


# Causes after which a person should look: a limit was hit.
LIMITS = ("limit", "timed_out")
# What comes of numbers that a student's process chose, such as 1e308, zero, or far too many of them.
# What a mistake in a check raises, such as a TypeError or a KeyError, is not among these.
UNUSABLE = (EvidenceError, ArithmeticError, ValueError, MemoryError)
# The mark of a check that later ones of the task need to pass.
GATE = "gate"


class ChecksPlugin:
    """The pytest plugin that hands each case to the checks of its task and keeps the results."""

    def __init__(self, cases: list[Case]) -> None:
        self.cases = cases
        # The files with the checks of each case.
        files = {case.task.checks_file for case in cases}
        self.files = {file: file.resolve() for file in files}
        # What went wrong before any check ran, such as a mistake in a course's own checks.
        self.problem = ""

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep why checks cannot be read."""
        if report.failed:
            self.problem = self.problem or f"{report.nodeid}: {report.longreprtext}"

    def pytest_ignore_collect(self) -> bool:
        """Pass by what lies beside the checks, which pytest would look at again for each file.

        For what it is told to run, and the folders on the way there, pytest does not ask.
        """
        return True

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the mark of gates known."""
        config.addinivalue_line(
            "markers", f"{GATE}: later checks of the task need this one to pass"
        )

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give each check the cases whose task it belongs to."""
        file = metafunc.definition.path.resolve()
        name = metafunc.function.__name__.removeprefix("test_")
        gate = any(mark.name == GATE for mark in getattr(metafunc.function, "pytestmark", ()))
        chosen = [
            case
            for case in self.cases
            if self.files[case.task.checks_file] == file and (gate or name in case.task.points)
        ]
        metafunc.parametrize("case", chosen, ids=range(len(chosen)))

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Have the checks of one case follow each other, those of a file in its order."""
        files = {path: place for place, path in enumerate(dict.fromkeys(one.path for one in items))}
        cases = {id(case): place for place, case in enumerate(self.cases)}
        # A check that no case asks for has an item without one.
        items[:] = [item for item in items if id(_case_of(item)) in cases]
        items.sort(key=lambda item: (files[item.path], cases[id(_case_of(item))]))

    @staticmethod
    def pytest_runtest_teardown(item: Any, nextitem: Any) -> None:
        """Let go of a case after its last check."""
        case = _case_of(item)
        if nextitem is None or _case_of(nextitem) is not case:
            case.forget()

    @staticmethod
    def pytest_runtest_makereport(item: Any, call: Any) -> Any:
        """Name the check that cannot be given what it asks for; the others go on."""
        if call.when != "setup" or call.excinfo is None:
            return None
        import pytest

        case, asked = _case_of(item), getattr(call.excinfo.value, "argname", None)
        why = f"there is nothing called {asked!r} to ask for" if asked else call.excinfo.exconly()
        name = item.originalname.removeprefix("test_")
        case.fault = case.fault or f"{case.task.name}.{name}: {why}"
        report = pytest.TestReport.from_item_and_call(item, call)
        report.outcome, report.longrepr = "skipped", ("", 0, "")
        return report

    def pytest_runtest_call(self, item: Any) -> None:
        """Run one check; every outcome becomes a result, and pytest sees a pass."""
        case = _case_of(item)
        name = item.originalname.removeprefix("test_")
        gate = item.get_closest_marker(GATE) is not None
        result = _run_check(
            case,
            name,
            lambda: item.obj(
                **{argument: item.funcargs[argument] for argument in item._fixtureinfo.argnames}
            ),
        )
        # A check with several sets of parameters fails with the first of them that does.
        if name not in case.results or case.results[name].passed:
            case.results[name] = result
        if gate and not result.passed:
            case.gate_failed = name
        item.obj = _nothing


def _case_of(item: Any) -> Case:
    """Return the case that a check's item is about."""
    case: Case = item.callspec.params["case"]
    return case


def _nothing(**_fixtures: Any) -> None:
    """Stand in for a check that has run already."""


def _run_check(case: Case, name: str, check: Any) -> CheckResult:
    from autograder.judge.checks.support import Failure

    failed = CheckResult(name, False, 0.0, 0.0, hidden=case.request.hidden)

    def explained(cause: str, fields: dict[str, Any]) -> CheckResult:
        own = case.task.kind == OWN
        text = feedback.explain(
            case.task.name if own else case.task.kind,
            cause,
            {"task": case.task.name, **fields},
            own_texts(case.request.checks),
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
        if failure.cause == "lacks_module":
            case.limit = (
                f"grading does not have the module {failure.fields['module']}; "
                "`autograder doctor` lists what is missing"
            )
        if failure.cause in LIMITS:
            case.limit = result.problem if failure.cause == "limit" else f"it {result.found}"
        repeated = any((one.problem, one.found) == (result.problem, result.found) for one in own)
        # One cause, one message: what another check has said already is not said again.
        return failed if repeated else result
    except UNUSABLE as error:
        case.unreadable = case.unreadable or _why_unusable(error)
        return failed if _explained(case) else explained("unreadable_evidence", {})
    except Exception as error:
        case.fault = f"{case.task.name}.{name}: {type(error).__name__}: {error}"
        return failed
    return dataclasses.replace(failed, passed=True)


def _why_unusable(error: Exception) -> str:
    """Return what is wrong with evidence that an error comes from."""
    if isinstance(error, EvidenceError):
        return str(error)
    return f"its numbers cannot be reckoned with: {type(error).__name__}: {error}"


def _explained(case: Case) -> list[CheckResult]:
    """Return the checks that have failed so far with a message of their own."""
    return [one for one in case.results.values() if not one.passed and one.problem]


def run_checks(cases: list[Case]) -> None:
    """Run every check of the cases' kinds; the results are in the cases.

    Raises:
        JudgeError: pytest itself failed.
    """
    plugin = ChecksPlugin(cases)
    status = run_pytest(cases, plugin)
    if status != 0:
        raise JudgeError(f"pytest ended with status {status}. {plugin.problem}".strip())


def run_pytest(cases: list[Case], plugin: ChecksPlugin) -> int:
    """Run pytest on the files with the checks of the cases; return its status."""
    import pytest

    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    modules = sorted({str(case.task.checks_file) for case in cases})
    options = [
        "--capture",
        "no",
        "-p",
        "no:logging",
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
        "autograder.judge.checks.fixtures",
        "--noconftest",
        "-c",
        os.devnull,
        "--rootdir",
        str(CHECKS),
        "-W",
        "ignore",
    ]
    return int(pytest.main([*options, *modules], plugins=[plugin]))


def verdicts_on(cases: list[Case]) -> list[Verdict]:
    """Return the verdicts on the cases of one submission, each by itself."""
    _prove_accuracy(cases)
    verdicts = []
    for case in cases:
        verdicts.append(_verdict_on(case))
        case.forget()
    return verdicts


def _verdict_on(case: Case) -> Verdict:
    from autograder.judge.checks import test_test_accuracy

    lost = case.request.lost.get(case.task.name, "")
    order = checks_in(case.task.checks_file)
    checks = tuple(case.results[name] for name in order if name in case.results)
    missing = [name for name in case.task.points if name not in case.results]
    faults = [f"{case.task.name}: the checks {', '.join(missing)} did not run"] if missing else []
    accuracy = None
    if case.task.kind == "test_accuracy" and case.node is not None:
        with contextlib.suppress(*UNUSABLE):
            accuracy = test_test_accuracy.measured(case.calls, case.inputs, case.dataset)
    reasons = [case.doubt, lost or case.limit]
    if case.unreadable:
        reasons.insert(1, f"evidence cannot be read ({one_line(case.unreadable)})")
    return Verdict(
        tasks=(task_result(case.task, checks, feedback.example_for(case.task.kind)),),
        flags=tuple(f"{case.task.name}: {reason}" for reason in reasons if reason),
        accuracy=accuracy,
        faults=tuple(faults + ([case.fault] if case.fault else [])),
        settled=not (lost or faults or case.fault or case.unreadable),
    )


def _prove_accuracy(cases: list[Case]) -> None:
    """Take back an accuracy that does not come from a network that was trained for it.

    Where that cannot be worked out but is likely, as after a mistake in the model, a person looks.
    """
    case = next((case for case in cases if case.task.kind == "test_accuracy"), None)
    if case is None or not case.passed:
        return
    from autograder.judge.checks import proof
    from autograder.judge.checks.support import Failure

    try:
        doubts = proof.demand_trained_network(case.calls, case.inputs, case.rubric, case.dataset)
        case.doubt = "; ".join(doubts)
        return
    except Failure as failure:
        text = feedback.explain(case.task.kind, failure.cause, {})
    except UNUSABLE as error:
        case.unreadable = _why_unusable(error)
        text = feedback.explain(case.task.kind, "unreadable_evidence", {"task": case.task.name})
    case.doubt = text.problem
    for name, result in case.results.items():
        case.results[name] = dataclasses.replace(result, passed=False, **dataclasses.asdict(text))
