"""The judge's process, which `judge.ask` starts: it has never run student code.

Run as `python -m autograder.judge`: a line of requests on the standard input, a line of verdicts on the
standard output. With the argument "stay" it answers line after line, each in a fork of a process that
has imported everything and judged nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import TextIO

from autograder.judge.case import cases_of
from autograder.judge.checking import ChecksPlugin, run_checks, run_pytest, verdicts_on
from autograder.judge.request import request_from_json, verdict_to_json

# More than twice what judging all of MNIST takes: evidence can ask for more than the machine has.
MEMORY_MIB = 4096


def _answer(line: str, answers: TextIO) -> None:
    """Write the verdicts on the requests of a line, a list for each.

    Raises:
        JudgeError: pytest itself failed.
    """
    every = [cases_of(request_from_json(data)) for data in json.loads(line)]
    flat = [case for cases in every for case in cases]
    if flat:
        run_checks(flat)
    verdicts = [[verdict_to_json(one) for one in verdicts_on(cases)] for cases in every]
    answers.write(json.dumps(verdicts) + "\n")
    answers.flush()


def _warm(line: str) -> None:
    """Import and read what every answer needs, so that each fork has it."""
    from autograder.judge.checks import proof, test_test_accuracy  # noqa: F401

    cases = [case for data in json.loads(line) for case in cases_of(request_from_json(data))]
    # Whatever is wrong with a course's own checks, the answer says it.
    run_pytest(cases, ChecksPlugin([]))


def _in_fork(line: str, answers: TextIO) -> None:
    """Answer a line in a process of its own; end this one as well if that fails."""
    child = os.fork()
    if child == 0:
        _answer(line, answers)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status != 0:
        sys.exit(f"a fork ended with status {status}")


def _limit_memory() -> None:
    """Have an allocation fail that no honest evidence leads to, where the system can see to it."""
    try:
        import resource
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    most = MEMORY_MIB * 2**20
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def main(stay: bool) -> None:
    """Answer each line of requests on the standard input with a line of verdicts.

    Args:
        stay: Whether many lines come, each to be answered in a process of its own.
    """
    _limit_memory()
    # What checks print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for place, line in enumerate(sys.stdin):
        if stay and place == 0:
            _warm(line)
        (_in_fork if stay else _answer)(line, answers)


if __name__ == "__main__":
    main(sys.argv[1:] == ["stay"])
