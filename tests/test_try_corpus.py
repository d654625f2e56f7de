"""`make corpus` says whether a change of a task's checks is right for the corpus of that task."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

import check_tables
import grader_report
import pytest
import try_corpus
from corpus_grading import samples

from autograder.assignment.samples import Sample
from autograder.report.results import CheckResult, Report, TaskResult

TASK = "flatten_images"
MISTAKE = next(one for one in samples("mistakes") if one.words("loses") == {TASK})


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a first run leaves for those after it."""
    return tmp_path_factory.mktemp("corpus") / "kept"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kept: Path) -> Path:
    """A corpus of two, with files of its own for what is kept and written; return the verdicts."""
    right = next(
        one for one in samples("alternatives")
        if one.assignment == MISTAKE.assignment and try_corpus.about(TASK, one, "")
    )  # fmt: skip
    two = {"alternatives": [right], "mistakes": [MISTAKE]}
    monkeypatch.setattr(try_corpus, "samples", two.__getitem__)
    monkeypatch.setattr(try_corpus, "KEPT", kept)
    for name in ("VERDICTS", "PAGE", "README"):
        path = tmp_path / getattr(grader_report, name).name
        path.write_bytes(getattr(grader_report, name).read_bytes())
        monkeypatch.setattr(grader_report, name, path)
    monkeypatch.setattr(check_tables, "write", lambda: None)
    monkeypatch.setattr(sys, "argv", ["try_corpus.py", TASK])
    return tmp_path / grader_report.VERDICTS.name


def test_a_change_that_is_right_has_nothing_to_report(
    few: Path, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert try_corpus.main() == 0
    assert "1 in other styles and 1 with mistakes" in capsys.readouterr().out
    # What has been kept is judged again without running anything.
    assert list(kept.glob("[!.]*"))


def test_what_differs_is_entered_when_that_is_asked_for(
    few: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = json.loads(few.read_text(encoding="utf-8"))
    changed = json.loads(few.read_text(encoding="utf-8"))
    del changed["mistakes"][MISTAKE.name]
    few.write_text(json.dumps(changed), encoding="utf-8")
    assert try_corpus.main() == 1
    assert f"DIFFERENT  {MISTAKE.name}" in capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", ["try_corpus.py", TASK, "--write"])
    assert try_corpus.main() == 0
    assert json.loads(few.read_text(encoding="utf-8")) == before


def graded(points: float, mistake: str | None) -> Report:
    check = CheckResult(
        "row_major", points == 2, points, 2.0, mistake=mistake, problem="p" * (points < 2)
    )
    return Report("mnist_sgd", "", "graded", (), (), "mnist_5k", "bubblewrap", 2.0,
                  (TaskResult(TASK, points, 2.0, (check,)),))  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "points", "mistake", "says"),
    [
        ({}, 1.0, "column_major", "right work loses points"),
        ({"loses": ""}, 1.0, "column_major", "right work loses points"),
        ({"loses": TASK}, 2.0, None, "keeps all points"),
        ({"loses": TASK, "mistake": "column_major"}, 1.0, "other", "is not named column_major"),
    ],
)
def test_what_is_wrong_is_said(
    headers: dict[str, str], points: float, mistake: str | None, says: str
) -> None:
    sample = Sample("new", {"assignment": "mnist_sgd", **headers}, ())
    grading = dataclasses.make_dataclass("Grading", ["report"])(graded(points, mistake))
    wrong, different = try_corpus.findings(TASK, sample, grading, None)
    assert wrong == [says]
    assert "new" in different[0]


def test_a_mistake_is_named_in_the_first_task_that_it_costs() -> None:
    headers = {"assignment": "mnist_sgd", "loses": f"build_model {TASK}", "mistake": "logits"}
    grading = dataclasses.make_dataclass("Grading", ["report"])(graded(1.0, "other"))
    wrong, _ = try_corpus.findings(TASK, Sample("new", headers, ()), grading, None)
    assert wrong == []


def test_a_task_that_does_not_exist_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["try_corpus.py", "flatten"])
    assert try_corpus.main() == 2
    assert "No assignment has a task called 'flatten'" in capsys.readouterr().err
