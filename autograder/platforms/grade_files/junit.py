"""JUnit XML, which build servers read.

Source: the JUnit XML schema of Jenkins and Ant.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence

from autograder.report.printable import plain, plain_lines
from autograder.report.render import failure_text
from autograder.report.results import CheckResult, Report


def checks_of(report: Report) -> list[tuple[str, CheckResult]]:
    """Return the checks of a report, each with its task's name."""
    return [(task.name, check) for task in report.tasks for check in task.checks]


def words_of(task: str, check: CheckResult) -> str:
    """Return what a check says, as plain text; nothing if it passed."""
    if check.passed:
        return ""
    if not check.problem:
        return "Not judged: an earlier check of this task failed."
    return plain_lines(failure_text(task, check))


def junit_xml(reports: Sequence[Report]) -> bytes:
    """Return reports as JUnit XML: a suite for each student, a case for each check."""
    root = ElementTree.Element("testsuites")
    for report in reports:
        checks = checks_of(report)
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=plain(f"{report.assignment} {report.student}".strip()),
            tests=str(len(checks) + (report.score is None)),
            failures=str(sum(not check.passed for _, check in checks)),
            errors=str(int(report.score is None)),
        )
        if report.score is None:
            case = ElementTree.SubElement(
                suite, "testcase", classname=report.assignment, name="grading"
            )
            ElementTree.SubElement(case, "error", message=plain(report.reason))
        for task, check in checks:
            case = ElementTree.SubElement(
                suite, "testcase", classname=f"{report.assignment}.{task}", name=check.name
            )
            if not check.passed:
                failure = ElementTree.SubElement(
                    case, "failure", message=plain(check.problem or "not judged")
                )
                failure.text = words_of(task, check)
    ElementTree.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, "utf-8")
