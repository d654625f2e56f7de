"""The process from which warm probes are forked: it imports TensorFlow once and runs no student code.

Run as `python -m autograder.sandbox.zygote DESCRIPTOR`, that of a socket for requests. For each it
forks, while the forks of earlier ones run; the fork enters the sandbox of its job, becomes a probe
there, and never comes back. With a request comes a socket for the answers: the fork's process id, and
later its exit status.

The fork joins namespaces that `bwrap` has made (see `Bubblewrap`): first the user namespace that owns
the others, then these, then the inner user namespace; a second fork is needed to be in the process
namespace. It then holds all capabilities of that user namespace until `probe.harden` drops them,
before any student code runs.

Source: setns(2), user_namespaces(7), ioctl_ns(2).
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import random
import selectors
import signal
import socket
import sys
import tempfile
from pathlib import Path
from types import FrameType
from typing import Any

NS_GET_USERNS = 0xB701
NAMESPACES = ("ipc", "uts", "net", "cgroup", "pid", "mnt")
MAX_MESSAGE = 65_536
# What probes import, by themselves or when a cell is run, fails, or shows something.
USED = (
    "IPython.core.completer",
    "IPython.core.interactiveshell",
    "IPython.core.magics",
    "IPython.core.magics.pylab",
    "IPython.utils.capture",
    "autograder.probe.__main__",
    "autograder.probe.epochs",
    "autograder.probe.session",
    "autograder.probe.tasks",
    "matplotlib.font_manager",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "pygments.formatters.terminal256",
    "pygments.lexers.python",
    "rich.markup",
    "stack_data",
)


def warm_up() -> None:
    """Import what every probe needs; no TensorFlow operation runs, so that forks are safe."""
    # Nothing of what is imported is garbage, and to look for it takes a twentieth of the time.
    gc.disable()
    for name in USED:
        # What another version of a package lacks is missed where it is used, or not at all.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    import keras
    import sklearn.metrics

    keras.Sequential, sklearn.metrics  # noqa: B018 - lazy modules load here
    # No figure is drawn here, though that would save each fork some time: matplotlib keeps the files of
    # fonts open, and forks close whatever was opened before them.
    # Forks need not look through all of this again each time that they collect garbage.
    gc.collect()
    gc.freeze()
    gc.enable()


def serve(connection: socket.socket) -> None:
    """Answer requests until the other end closes, while forks of earlier ones run."""
    ended, wake = os.pipe()
    os.set_blocking(wake, False)
    # A fork that ends writes into the pipe, so that one wait is enough for both.
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, _noticed)
    answers: dict[int, socket.socket] = {}
    connection.send(b"ready")
    with selectors.DefaultSelector() as selector:
        for source in (connection, ended):
            selector.register(source, selectors.EVENT_READ)
        while True:
            ready = [key.fileobj for key, _ in selector.select()]
            if ended in ready:
                os.read(ended, MAX_MESSAGE)
                _report(answers)
            if connection in ready:
                message, descriptors, _, _ = socket.recv_fds(connection, MAX_MESSAGE, 1)
                if not message:
                    return
                answer = socket.socket(fileno=descriptors[0])
                child = os.fork()
                if child == 0:
                    _become_probe(json.loads(message))
                answers[child] = answer
                _send(answer, child)


def _noticed(_signal: int, _frame: FrameType | None) -> None:
    """Do nothing: the pipe says that a fork has ended."""


def _report(answers: dict[int, socket.socket]) -> None:
    """Tell how each fork that has ended did so, to whoever asked for it."""
    for child in list(answers):
        gone, status = os.waitpid(child, os.WNOHANG)
        if gone:
            with answers.pop(child) as answer:
                _send(answer, os.waitstatus_to_exitcode(status))


def _send(answer: socket.socket, number: int) -> None:
    with contextlib.suppress(OSError):
        answer.send(b"%d" % number)


def _become_probe(request: dict[str, Any]) -> None:
    """Turn this fork into a probe; does not return."""
    status = 70
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for target, source in ((0, nothing), (1, log), (2, log)):
            os.dup2(source, target)
        if request["holder"]:
            _enter(request["holder"])
            child = os.fork()
            if child:
                os.closerange(3, 4096)
                code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                os._exit(code if code >= 0 else 128 - code)
        os.closerange(3, 4096)
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["home"])
        # An import has looked it up in this process's own environment.
        tempfile.tempdir = None
        random.seed()
        status = _probe(request["probe"])
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode(errors="replace"))
    finally:
        os._exit(status)


def _probe(folders: list[str]) -> int:
    import numpy as np

    from autograder.probe.__main__ import main

    np.random.seed()
    sys.argv = ["probe", *folders]
    main(*map(Path, folders))
    return 0


def _enter(holder: int) -> None:
    """Join the namespaces of a process: everything that this fork does next is inside of them."""
    libc = ctypes.CDLL(None, use_errno=True)

    def join(descriptor: int) -> None:
        if libc.setns(descriptor, 0) != 0:
            raise OSError(ctypes.get_errno(), "cannot enter the sandbox")

    opened = {name: os.open(f"/proc/{holder}/ns/{name}", os.O_RDONLY) for name in NAMESPACES}
    inner = os.open(f"/proc/{holder}/ns/user", os.O_RDONLY)
    owner = libc.ioctl(opened["mnt"], NS_GET_USERNS)
    if owner < 0:
        raise OSError(ctypes.get_errno(), "cannot find the sandbox's user namespace")
    join(owner)
    for name in NAMESPACES:
        join(opened[name])
    if os.fstat(inner).st_ino != os.fstat(owner).st_ino:
        join(inner)


def main(descriptor: int) -> None:
    """Take the socket that the supervisor has handed down, import, and serve."""
    with socket.socket(fileno=descriptor) as connection:
        warm_up()
        serve(connection)


if __name__ == "__main__":
    main(int(sys.argv[1]))
