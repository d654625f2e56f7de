"""The judge's processes: those that stay say what a new one says, and none outlives its use."""

from __future__ import annotations

import contextlib
import dataclasses
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import synthetic

from autograder.assignment.rubric import find_rubric, load_rubric
from autograder.data import embedded_dataset
from autograder.judge import ask as judge_module
from autograder.judge.ask import judge, judge_each, staying
from autograder.judge.inputs import PUBLIC_SEED, draw_inputs
from autograder.judge.request import JudgeError, Request

NAME, TASKS = "mnist_sgd", ("normalize_images", "flatten_images")
forks = pytest.mark.skipif(sys.platform != "linux", reason="judges stay on Linux only")


@pytest.fixture(autouse=True)
def none_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no judge wait that a check in a notebook has left for the rest of this process."""
    monkeypatch.setattr(judge_module, "_IDLE", judge_module._Idle())


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    """Perfect evidence of one task, and none of another."""
    path = find_rubric(NAME)
    rubric, dataset = load_rubric(path), embedded_dataset()
    task = rubric.task(TASKS[0])
    inputs = draw_inputs(rubric, task, dataset, PUBLIC_SEED)
    synthetic.write(synthetic.perfect(rubric, task, inputs, dataset), task.name, tmp_path)
    return Request(tmp_path, path, PUBLIC_SEED, dataset.name, TASKS)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes of the judge that have been started."""
    found: list[subprocess.Popen[bytes]] = []
    new = judge_module._Process.__init__

    def noted(process: judge_module._Process, stays: bool, requests: list[Request]) -> None:
        new(process, stays, requests)
        found.append(process.process)

    monkeypatch.setattr(judge_module._Process, "__init__", noted)
    return found


@forks
def test_a_changed_rubric_or_environment_is_no_matter_for_a_judge_that_stays(
    request_: Request,
    started: list[subprocess.Popen[bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / request_.rubric.name
    text = request_.rubric.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    own = dataclasses.replace(request_, rubric=path, tasks=TASKS[:1])
    with staying():
        before = judge([own])[0][0].tasks[0]
        assert judge([own])[0][0].tasks[0] == before
        assert len(started) == 1
        path.write_text(text.replace("floating_point = ", "floating_point = 1"), encoding="utf-8")
        after = judge([own])[0][0].tasks[0]
        assert after.max_points > before.max_points
        assert [one.poll() is None for one in started] == [False, True]
        monkeypatch.setenv("MNIST_PATH", "elsewhere.npz")
        assert judge([own])[0][0].tasks[0] == after
        assert len(started) == 3


@forks
def test_a_judge_that_stays_says_what_a_new_one_says(
    request_: Request, started: list[subprocess.Popen[bytes]]
) -> None:
    alone, swapped = judge([request_]), dataclasses.replace(request_, tasks=TASKS[::-1])
    assert [verdict.tasks[0].points == 0 for verdict in alone[0]] == [False, True]
    with staying():
        assert [judge([request_]), judge([swapped])] == [alone, [alone[0][::-1]]]
        assert judge([request_, swapped]) == [alone[0], alone[0][::-1]]
        assert len(started) == 2
        assert started[1].poll() is None
    assert all(process.poll() is not None for process in started)


@forks
def test_a_judge_that_died_is_replaced(
    request_: Request, started: list[subprocess.Popen[bytes]]
) -> None:
    with staying():
        first = judge_each([request_])
        started[0].kill()
        started[0].wait()
        assert judge_each([request_]) == first
    assert all(process.poll() is not None for process in started)


@pytest.mark.parametrize("stays", [False, True])
def test_a_judge_that_takes_too_long_is_ended_with_its_forks(
    request_: Request,
    started: list[subprocess.Popen[bytes]],
    stays: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sleeping = [sys.executable, "-c", "import subprocess, sys; subprocess.run(['sleep', '60'])"]
    new = subprocess.Popen
    monkeypatch.setattr(
        judge_module.subprocess, "Popen", lambda _words, **options: new(sleeping, **options)
    )
    before = set(psutil.Process().children(recursive=True))
    judge_module._IDLE.stay(int(stays))
    with pytest.raises(subprocess.TimeoutExpired):
        judge([request_], 1.0)
    judge_module._IDLE.stay(-int(stays))
    assert started[0].poll() is not None
    assert set(psutil.Process().children(recursive=True)) <= before


def test_a_fault_of_the_judge_says_what_it_printed(tmp_path: Path, request_: Request) -> None:
    broken = dataclasses.replace(request_, rubric=tmp_path / "no_such_rubric.toml")
    with pytest.raises(JudgeError, match=r"no_such_rubric\.toml"):
        judge([broken])
    with staying(), pytest.raises(JudgeError, match=r"no_such_rubric\.toml"):
        judge([broken])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts such memory")
@pytest.mark.parametrize("stays", [False, True])
def test_memory_without_end_costs_its_own_task(
    stays: bool, request_: Request, tmp_path: Path
) -> None:
    """Evidence may lead to more memory than the machine has; the other tasks are judged."""
    checks = tmp_path / "checks" / NAME
    checks.mkdir(parents=True)
    (checks / "test_hungry.py").write_text(
        "import numpy as np\n\n\ndef test_hungry(calls):\n    np.empty(5 * 2**27)\n"
    )
    text = request_.rubric.read_text(encoding="utf-8")
    own = '[tasks.hungry]\nkind = "own"\n[tasks.hungry.points]\nhungry = 1.0\n'
    own += '[tasks.hungry.calls]\nonly = [{ draw = "images", count = 1 }]\n'
    path = tmp_path / request_.rubric.name
    path.write_text(text.replace("[tasks.explain", own + "[tasks.explain", 1), encoding="utf-8")
    synthetic.write({"only": synthetic.returned()}, "hungry", tmp_path)
    hungry = dataclasses.replace(request_, rubric=path, checks=checks, tasks=(TASKS[0], "hungry"))
    with staying() if stays else contextlib.nullcontext():
        first, second = judge([hungry])[0]
    assert first.tasks[0].points == first.tasks[0].max_points
    assert second.tasks[0].points == 0
    assert "its numbers cannot be reckoned with: MemoryError" in second.flags[0]


def test_judging_imports_nothing_that_only_a_students_process_needs() -> None:
    """Each fork of a judge would import it anew: a second for each submission and each check."""
    script = (
        "import sys; from autograder.judge import __main__, case, checking; "
        "from autograder.judge.checks import proof; "
        "from autograder.assignment.task_tables import CHECKS; "
        "import importlib; [importlib.import_module(f'autograder.judge.checks.{one.stem}') "
        "for one in CHECKS.glob('*.py') if one.stem != '__init__']; "
        "print([one for one in ('matplotlib', 'tensorflow', 'keras', 'sklearn', 'IPython') "
        "if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
