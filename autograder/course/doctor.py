"""Find out by trying what student code can do on this machine, and how nbgrader grades in a course.

A notebook that tries things is run as a student's would be; what it could do is read from outside
where that is possible (a file that should not be there, a connection), not from what it says.
"""

from __future__ import annotations

import dataclasses
import secrets
import shutil
import socket
import sys
import tempfile
from pathlib import Path

import nbformat

from autograder.assignment.notebook import CodeCell, Submission
from autograder.assignment.rubric import RubricError, packaged_assignments
from autograder.course.directory import CONFIG, Course, CourseError
from autograder.course.imported import imported_in
from autograder.course.late_policy import POLICY, load_policy
from autograder.course.naming import (
    check_assignment,
    check_root,
    name_unmatched,
    unmatched_students,
)
from autograder.course.penalties import about_nobodys, nobodys
from autograder.course.road import LINES, other_folders, road_of
from autograder.grading import gathering
from autograder.grading.public import public_setting
from autograder.grading.reporting import cell_records
from autograder.grading.values import Setting
from autograder.report.printable import one_line
from autograder.sandbox.isolation import (
    Isolation,
    apparmor_forbids,
    default_isolation,
    why_no_bubblewrap,
)
from autograder.sandbox.supervisor import GraderFault

HOW_TO_GET_IT = (
    "install bubblewrap from your system's packages (Debian, Ubuntu: apt install bubblewrap; Fedora: "
    "dnf install bubblewrap) and allow user namespaces; on macOS and Windows grade in a Linux "
    "virtual machine"
)
HOW_TO_ALLOW_IT = (
    "AppArmor lets only programs with a profile make user namespaces: load the profile "
    'bwrap-userns-restrict, with the commands of the instructor guide, "No sandbox"'
)
MANY = 400
SHOWN_STUDENTS = 5


@dataclasses.dataclass(frozen=True)
class Finding:
    """What one trial found."""

    safe: bool
    text: str


def examine(isolation: Isolation | None = None) -> list[Finding]:
    """Try everything in an isolation, grading's own by default; return one finding a trial."""
    isolation = isolation or default_isolation()
    shut_in = isolation.name == "bubblewrap"
    findings = [
        Finding(
            shut_in,
            f"student code runs with the isolation: {isolation.name}"
            + ("" if shut_in else f"; {_what_to_do()}"),
        )
    ]
    setting = dataclasses.replace(public_setting(packaged_assignments()[0]), isolation=isolation)
    limits = dataclasses.replace(setting.rubric.limits, cell_seconds=20, processes=64)
    setting = dataclasses.replace(
        setting, rubric=dataclasses.replace(setting.rubric, limits=limits)
    )
    with tempfile.TemporaryDirectory(prefix="doctor-") as name:
        folder = Path(name)
        secret, outside = folder / "secret", folder / "outside"
        token = secrets.token_hex(16)
        secret.write_text(token, encoding="utf-8")
        secret.chmod(0o600)
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(0.1)
            sources = _trials(secret, outside, server.getsockname()[1])
            work = folder / "work"
            work.mkdir()
            try:
                said, lost = run_cells(sources, setting, work)
            except GraderFault as fault:
                why = " ".join(str(fault).split())
                return [Finding(False, f"student code does not run here: {why}")]
            try:
                server.accept()[0].close()
                connected = True
            except TimeoutError:
                connected = False
        findings += [
            Finding(not connected, _says(connected, "reach the network")),
            Finding(token not in said[1], _says(token in said[1], "read the user's files")),
            Finding(not outside.exists(),
                    _says(outside.exists(), "write outside of its own folder")),
            Finding("RIGHTS" not in said[3], _says("RIGHTS" in said[3], "gain new rights")),
            Finding("cell:4" in lost or f"STARTED {MANY}" not in said[4],
                    _says("cell:4" not in lost and f"STARTED {MANY}" in said[4],
                          "start processes without end")),
        ]  # fmt: skip
    return findings


def _what_to_do() -> str:
    """Return how to get the sandbox here, and what bubblewrap says where it is there."""
    said = why_no_bubblewrap()
    if not said or shutil.which("bwrap") is None:
        return HOW_TO_GET_IT
    how = HOW_TO_ALLOW_IT if apparmor_forbids() else "the machine or its container must allow that"
    return f"bubblewrap says: {one_line(said)}; {how}"


def examine_course(course: Course) -> list[Finding]:
    """Try whether `nbgrader autograde` in a course grades as the kit does; return what was found.

    What is wrong comes first, since nothing else protects from it.
    """
    road = road_of(course.root)
    how = f"`nbgrader autograde` in {course.root}"
    findings = [Finding(road.safe, f"{how} runs student code in the sandbox alone" if road.safe else
                        f"{how} RUNS STUDENT CODE UNPROTECTED or not at all: {road.why_not()}. Run "
                        f"`autograder init {course.root}`, or add at the end of {CONFIG}: "
                        f"{'; '.join(LINES)}")]  # fmt: skip
    if road.safe and road.problem:
        findings.append(Finding(False, f"nbgrader's configuration: {road.problem}"))
    findings += [Finding(False, text) for text in other_folders(course, road.settings)]
    try:
        check_root(course.root)
    except CourseError as error:
        findings.append(Finding(False, str(error)))
    for assignment in course.assignments():
        try:
            check_assignment(assignment)
        except CourseError as error:
            findings.append(Finding(False, str(error)))
    unmatched = name_unmatched(unmatched_students(course))
    if unmatched:
        findings.append(Finding(False, unmatched))
    try:
        policy = load_policy(course)
        if policy is not None and (strangers := nobodys(course, policy)):
            findings.append(Finding(False, about_nobodys(strangers)))
        if policy is not None and not road.late_plugin.startswith("autograder."):
            findings.append(
                Finding(
                    False,
                    f"c.AssignLatePenalties.plugin_class is {road.late_plugin}, but {POLICY} says what "
                    "late work costs: take out one of the two",
                )
            )
    except (CourseError, RubricError) as error:
        findings.append(Finding(False, str(error)))
    return findings


def examine_imports(course: Course) -> list[Finding]:
    """Say which modules the submissions of a course import, and which of them grading does not have."""
    imported = imported_in(course)
    there = [f"{one.name} ({len(one.students)})" for one in imported if one.there]
    findings = []
    for one in imported:
        if one.there:
            continue
        who = ", ".join(one.students[:SHOWN_STUDENTS])
        who += f" and {len(one.students) - SHOWN_STUDENTS} more" * (
            len(one.students) > SHOWN_STUDENTS
        )
        if one.place:
            text = f"only {one.place} has the module {one.name}, which is imported by {who}"
            findings.append(Finding(True, f"{text}; the message to each says so"))
        else:
            findings.append(
                Finding(
                    False,
                    f"grading does not have the module {one.name}, which is imported by {who}: if "
                    f"students may use it, install its package into {sys.prefix} and grade these "
                    "again; if it is a file of their own, it was not handed in",
                )
            )
    if there:
        text = "grading has the modules that submissions import, each with how many import it: "
        findings.append(Finding(True, text + ", ".join(there)))
    return findings


def _says(possible: bool, what: str) -> str:
    return f"student code {'can' if possible else 'cannot'} {what}"


def _trials(secret: Path, outside: Path, port: int) -> list[str]:
    return [
        f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)",
        f"print(open({str(secret)!r}).read())",
        f"open({str(outside)!r}, 'w').write('x')",
        "rights = open('/proc/self/status').read()\n"
        "held = [line for line in rights.splitlines() if line.startswith(('CapEff', 'NoNewPrivs'))]\n"
        "print('RI' + 'GHTS' if held != ['CapEff:\\t0000000000000000', 'NoNewPrivs:\\t1'] else 'none')",
        "import os, time\nstarted = 0\n"
        f"while started < {MANY}:\n"
        "    if os.fork() == 0:\n        time.sleep(5)\n        os._exit(0)\n"
        "    started += 1\n    time.sleep(0.005)\n"
        "print('STARTED', started)",
    ]


def run_cells(
    sources: list[str], setting: Setting, folder: Path
) -> tuple[dict[int, str], dict[str, str]]:
    """Run the trials as cells; return what each one said, and which were stopped and why."""
    cells = tuple(CodeCell(index, source) for index, source in enumerate(sources))
    submission = Submission(nbformat.v4.new_notebook(), cells, (), ())
    outcome = gathering.collect(submission, setting, (), folder)
    records = cell_records(folder / "evidence", setting.rubric.limits.output_mib, range(len(cells)))
    said = dict.fromkeys(range(len(cells)), "")
    for index, record in records.items():
        texts = [output.get("text", "") for output in record.get("outputs", [])]
        said[index] = " ".join(text for text in texts if isinstance(text, str))
    return said, outcome.lost
