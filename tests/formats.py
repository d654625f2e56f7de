"""What other services publish about the files that they take, written out as checks.

Each function returns what is wrong with a file, in words; an empty list means that it is as published.
Nothing here uses the code that writes the files.

Sources: Gradescope's autograder specifications; Canvas's guide on importing grades in the gradebook;
Moodle's documentation of grade import and of offline grading worksheets; the JUnit XML schema of
Jenkins's xUnit plugin.
"""

from __future__ import annotations

import csv
import io
import math
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Mapping
from typing import Any

NUMBER = (int, float)
VISIBILITIES = ("hidden", "after_due_date", "after_published", "visible")
TEXT_FORMATS = ("text", "html", "simple_format", "md", "ansi")
RESULTS: Mapping[str, Any] = {
    "score": NUMBER,
    "execution_time": NUMBER,
    "output": str,
    "output_format": TEXT_FORMATS,
    "test_output_format": TEXT_FORMATS,
    "test_name_format": TEXT_FORMATS,
    "visibility": VISIBILITIES,
    "stdout_visibility": VISIBILITIES,
    "extra_data": dict,
    "tests": list,
    "leaderboard": list,
}
TEST: Mapping[str, Any] = {
    "score": NUMBER,
    "max_score": NUMBER,
    "status": ("passed", "failed"),
    "name": str,
    "name_format": TEXT_FORMATS,
    "number": str,
    "output": str,
    "output_format": TEXT_FORMATS,
    "tags": list,
    "visibility": VISIBILITIES,
    "extra_data": dict,
}
LEADER: Mapping[str, Any] = {"name": str, "value": (*NUMBER, str), "order": ("asc", "desc")}


def gradescope_problems(results: Any) -> list[str]:
    """Return what is wrong with the content of a `results.json`."""
    if not isinstance(results, dict):
        return ["it is no object"]
    problems = list(_against(RESULTS, results, "results"))
    tests = results.get("tests", [])
    for number, test in enumerate(tests):
        problems += _against(TEST, test, f"test {number}")
        if test.get("score", 0) > test.get("max_score", math.inf):
            problems.append(f"test {number}: more points than the most")
    for entry in results.get("leaderboard", []):
        problems += _against(LEADER, entry, "leaderboard")
    if "score" not in results and not (tests and all("score" in test for test in tests)):
        problems.append("a score is required, of the whole or of each test")
    return problems


def _against(schema: Mapping[str, Any], found: Mapping[str, Any], where: str) -> Iterator[str]:
    for key, value in found.items():
        wanted = schema.get(key)
        if wanted is None:
            yield f"{where}: there is no key {key}"
        elif isinstance(wanted, tuple) and isinstance(wanted[0], str):
            if value not in wanted:
                yield f"{where}: {key} is {value!r}"
        elif not isinstance(value, wanted) or isinstance(value, bool):
            yield f"{where}: {key} is of the type {type(value).__name__}"
        elif isinstance(value, float) and not math.isfinite(value):
            yield f"{where}: {key} is not finite"


def table(text: str) -> tuple[list[str], list[dict[str, str]], list[str]]:
    """Return the header, the lines and what is wrong with a CSV text as such."""
    rows = list(csv.reader(io.StringIO(text), strict=True))
    header, lines = rows[0], rows[1:]
    problems = [
        f"the header names {name!r} twice" for name in set(header) if header.count(name) > 1
    ]
    problems += ["the header has an empty name"] if not all(header) else []
    problems += [f"line {i} has {len(line)} values" for i, line in enumerate(lines, 2)
                 if len(line) != len(header)]  # fmt: skip
    return header, [dict(zip(header, line)) for line in lines], problems


def is_points(text: str, most: float = math.inf) -> bool:
    """Whether a text is a number of points, at most so many."""
    return bool(re.fullmatch(r"\d+(\.\d+)?", text)) and float(text) <= most


def canvas_problems(text: str, roster: str) -> list[str]:
    """Return what is wrong with a table for Canvas, given the gradebook that Canvas has exported."""
    header, lines, problems = table(text)
    exported, students, _ = table(roster)
    first = [name for name in ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
             if name in exported]  # fmt: skip
    if header[: len(first)] != first:
        problems.append(f"the first columns are not {first}")
    assignments = header[len(first) :]
    if not assignments:
        problems.append("there is no assignment")
    for name in assignments:
        # A name with a number in brackets is that of an assignment that Canvas has.
        if re.search(r" \(\d+\)$", name) and name not in exported:
            problems.append(f"Canvas has no assignment {name}")
    possible, *rest = lines
    if possible["Student"].strip() != "Points Possible" or any(possible[one] for one in first[1:]):
        problems.append("the second line is not that of the points possible")
    if not all(is_points(possible[name]) for name in assignments):
        problems.append("the points possible are no numbers")
    known = {one["ID"] for one in students if one["ID"]}
    ids = [one["ID"] for one in rest]
    problems += [f"Canvas has no student {one}" for one in ids if one not in known]
    problems += ["a student has two lines"] if len(set(ids)) < len(ids) else []
    for line in rest:
        problems += [f"{line['ID']}: the grade is {line[name]!r}" for name in assignments
                     if not is_points(line[name]) and line[name] not in ("", "EX")]  # fmt: skip
    return problems


def moodle_problems(text: str, worksheet: str = "") -> list[str]:
    """Return what is wrong with a table for Moodle, given the worksheet it has exported, if any."""
    header, lines, problems = table(text)
    if not worksheet:
        # The import asks which column names the user, and which are grades.
        if not {"Username", "ID number", "Email address"} & set(header):
            problems.append("no column says who it is")
        grades = [name for name in header if name not in ("Username", "ID number", "Email address")]
        problems += [f"{name} is {line[name]!r}" for line in lines for name in grades
                     if not is_points(line[name]) and line[name] != "-"]  # fmt: skip
        return problems
    exported, students, _ = table(worksheet)
    if header != exported:
        return ["the columns are not those of the worksheet"]
    before = {one["Identifier"]: one for one in students}
    for line in lines:
        old = before.get(line["Identifier"])
        if old is None:
            problems.append(f"the worksheet has no {line['Identifier']}")
            continue
        # Moodle looks for the participant's number, and skips lines whose other columns have changed.
        problems += [f"{line['Identifier']}: {name} has changed" for name in header
                     if name != "Grade" and line[name] != old[name]]  # fmt: skip
        if old.get("Grade can be changed", "Yes") != "Yes" and line["Grade"] != old["Grade"]:
            problems.append(f"{line['Identifier']}: the grade cannot be changed")
        most = float(old.get("Maximum Grade", "inf"))
        if line["Grade"] != old["Grade"] and not is_points(line["Grade"], most):
            problems.append(f"{line['Identifier']}: the grade is {line['Grade']!r}")
    return problems


COUNTS = ("tests", "failures", "errors", "skipped", "disabled")
SUITE = {
    *COUNTS,
    "name",
    "time",
    "timestamp",
    "hostname",
    "id",
    "package",
    "file",
    "log",
    "url",
    "version",
}
# For each element: its attributes, those that it must have, and its children.
JUNIT: Mapping[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": ({*COUNTS, "name", "time"}, set(), {"testsuite"}),
    "testsuite": (SUITE, {"name"}, {"testsuite", "testcase", "properties", "system-out", "system-err"}),
    "testcase": (
        {"name", "classname", "time", "status", "class", "file", "line", "assertions", "group", "url"},
        {"name"},
        {"failure", "error", "skipped", "properties", "system-out", "system-err"},
    ),
    "failure": ({"message", "type"}, set(), set()),
    "error": ({"message", "type"}, set(), set()),
    "skipped": ({"message", "type"}, set(), set()),
}  # fmt: skip


def junit_problems(content: bytes) -> list[str]:
    """Return what is wrong with a JUnit XML file."""
    root = ElementTree.fromstring(content)
    problems = [] if root.tag in ("testsuites", "testsuite") else [f"the root is {root.tag}"]
    for element in root.iter():
        if element.tag not in JUNIT:
            problems.append(f"there is no element {element.tag}")
            continue
        known, required, children = JUNIT[element.tag]
        problems += [f"{element.tag} has no attribute {one}" for one in set(element.attrib) - known]
        problems += [f"{element.tag} needs {one}" for one in required if not element.get(one)]
        problems += [
            f"{element.tag} has {one.tag} in it" for one in element if one.tag not in children
        ]
    for suite in root.iter("testsuite"):
        cases = list(suite.iter("testcase"))
        for name, count in (
            ("tests", len(cases)),
            ("failures", len(list(suite.iter("failure")))),
            ("errors", len(list(suite.iter("error")))),
        ):
            if int(suite.get(name, count)) != count:
                problems.append(f"{suite.get('name')}: {name} is {suite.get(name)}, not {count}")
    return problems
