"""Grade one submission in a container of Gradescope's.

Run as `python -m autograder.doors.gradescope_container.grade_here ROOT`.

In: `source/` with the course, and `submission/` with whatever a student handed in. Out:
`results/results.json`. Where there is no grade through no fault of the student's, no such file is
written and the exit status is 1: the service then says that the autograder failed, and gives no score.
Why is on standard output, which only instructors see.
"""

from __future__ import annotations

import dataclasses
import hmac
import json
import sys
import time
from pathlib import Path

from autograder.course.classroom import grade_one
from autograder.course.directory import Course
from autograder.course.handed import Handed, choose_notebook
from autograder.course.report_files import write_json
from autograder.doors.gradescope_container.build import CONFIG, COURSE
from autograder.platforms.grade_files import gradescope_results
from autograder.report import render
from autograder.report.results import Report
from autograder.sandbox.isolation import container_isolation

# What the service says of an upload, beside its folder.
METADATA = "submission_metadata.json"


def main(root: Path) -> int:
    """Grade the submission; return the exit status.

    Args:
        root: The folder that the service calls /autograder.
    """
    started = time.monotonic()
    config = json.loads((root / "source" / CONFIG).read_text(encoding="utf-8"))
    isolation = container_isolation()
    if isolation is None:
        print("Not graded: student code could read the seed. Run as root, or allow namespaces.")
        return 1
    setting = Course(root / "source" / COURSE).setting(config["assignment"], isolation)
    # A container grades once, so that nothing need be kept.
    setting = dataclasses.replace(setting, store=None, seed=upload_seed(setting.seed, root))
    handed = choose_notebook(root / "submission", config["assignment"], "")
    report = grade_one(handed, setting).report
    print(render.report_text(report))
    print(f"Status: {report.status}. Isolation: {report.isolation}.")
    if report.score is None:
        return 1
    report = with_words_on_files(report, handed)
    results = gradescope_results.results(report, config["visibility"])
    results["execution_time"] = round(time.monotonic() - started, 1)
    write_json(root / "results" / "results.json", results)
    return 0


def upload_seed(seed: bytes, root: Path) -> bytes:
    """Return the seed of one upload: the same file has other inputs when it is uploaded again.

    Students choose the moment of grading here, which can tell their code something.
    """
    try:
        metadata = json.loads((root / METADATA).read_text(encoding="utf-8"))
        upload = {key: metadata.get(key) for key in ("id", "created_at")}
    except (OSError, ValueError, AttributeError):
        return seed
    return hmac.digest(seed, json.dumps(upload).encode(), "sha256")


def with_words_on_files(report: Report, handed: Handed) -> Report:
    """Return a report whose remarks begin with what the student should know about the files."""
    expected = f"Expected one file, {report.assignment}.ipynb"
    words = [f"{expected}: {note}." for note in handed.notes]
    if handed.file is not None and report.reason:
        words.append(report.reason)
    return dataclasses.replace(report, remarks=(*words, *report.remarks))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
