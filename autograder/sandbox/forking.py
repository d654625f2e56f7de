"""The process that hands strangers' text to a function of the kit, each time in a fork of its own.

Run as a module, with the function as "module:name". `sandbox.limited` starts it, in a sandbox where
there is one. In: a line of JSON with the length of the text and its limits, then the text. Out: a line
with a status and a length, then what the function returned. The fork gives up every right and takes on
the limits before it looks at the text, and ends with its answer: no text meets what another left.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from autograder.probe.harden import give_up_rights

MEBIBYTE = 2**20
CHUNK = 2**20
# Exit statuses of a fork besides 0 and those of signals.
NO_MEMORY, FAILED, TOO_LONG = 3, 4, 5
Function = Callable[[bytes], bytes]


def main(function: str, user: str) -> None:
    """Answer requests until the standard input ends.

    Args:
        function: What to call, as "module:name".
        user: The number of the user that forks become; "" for this process's own.
    """
    module, _, name = function.partition(":")
    call: Function = getattr(importlib.import_module(module), name)
    # Forks need not look through all of this again each time that they collect garbage.
    gc.collect()
    gc.freeze()
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # What a function prints must not come between the answers.
    os.dup2(2, 1)
    answers.write(b"ready\n")
    answers.flush()
    for line in requests:
        order = json.loads(line)
        text = requests.read(order["bytes"])
        if hasattr(os, "fork"):
            status, answer = _in_fork(call, text, order, user)
        else:
            status, answer = _here(call, text)
        answers.write(b"%d %d\n" % (status, len(answer)))
        answers.write(answer)
        answers.flush()


def _here(call: Function, text: bytes) -> tuple[int, bytes]:
    """Call where there are no forks; the process is then used once, and has a time limit only."""
    try:
        return 0, call(text)
    except MemoryError:
        return NO_MEMORY, b""
    except Exception as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return FAILED, b""


def _in_fork(call: Function, text: bytes, order: dict[str, Any], user: str) -> tuple[int, bytes]:
    """Return the exit status of a fork that makes the call, and its answer."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer(call, text, order, user, writing)
    os.close(writing)
    parts: list[bytes] = []
    size = 0
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while part := pipe.read(CHUNK):
            size += len(part)
            if size > order["most_bytes"]:
                os.kill(child, signal.SIGKILL)
                break
            parts.append(part)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if size > order["most_bytes"]:
        return TOO_LONG, b""
    return status, b"".join(parts) if status == 0 else b""


def _answer(call: Function, text: bytes, order: dict[str, Any], user: str, pipe: int) -> NoReturn:
    """Make the call in this fork, write the answer, and end."""
    status = FAILED
    try:
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(pipe, 1)
        os.closerange(3, 256)
        _limit(order, user)
        answer = memoryview(call(text))
        while answer:
            answer = answer[os.write(1, answer) :]
        status = 0
    except MemoryError:
        status = NO_MEMORY
    except BaseException as error:
        with contextlib.suppress(Exception):
            os.write(2, f"{type(error).__name__}: {error}\n".encode(errors="replace")[:1000])
    finally:
        os._exit(status)


def _limit(order: dict[str, Any], user: str) -> None:
    """Take on the limits, and give up every right."""
    import resource

    memory = int(order["memory_mib"]) * MEBIBYTE
    seconds = float(order["seconds"])
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CPU: int(seconds) + 2,
        resource.RLIMIT_AS: memory,
        # The system calls that start a process are refused below, but not on every machine.
        resource.RLIMIT_NPROC: 0,
    }
    for number, value in wanted.items():
        hard = resource.getrlimit(number)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(number, (value, value))
    if user:
        os.setgroups([])
        os.setgid(int(user))
        os.setuid(int(user))
    if sys.platform == "linux":
        give_up_rights(offline=True, alone=True)
    # A limit in whole seconds would be too coarse for a cell; nobody waits for this signal, so that it
    # ends the process whatever it is at.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
