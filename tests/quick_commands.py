"""Run the kit's commands, nbgrader's and the judge as forks of a process that has imported them.

Most of a short command's time is imports. Each is a process of its own all the same, with its own
arguments, environment, folder, streams and exit status; what the tests have changed in their own
process is not changed there. Where TensorFlow is needed, probes are forks of the tests' warm process.

Run as `python quick_commands.py SOCKET ZYGOTE VISIBLE`, it is that process: for each connection it
forks the command. ZYGOTE is the descriptor of a connection to the tests' warm process, or -1, and
VISIBLE the folder from which that has imported the kit.
What starts from a shell is `shims`: programs of the same names, which hand everything over.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
SCRIPTS = ("autograder", "nbgrader", "alembic")
# What Python and libraries read when they start or are imported.
READ_EARLY = ("PYTHON", "LANG", "LC_", "OPENBLAS", "OMP_", "MPL", "JUPYTER", "IPYTHON")
# How `places.python_module` starts the judge.
JUDGE = ("import sys; sys.path[:] = ", "runpy.run_module('autograder.judge', ")
MAX_MESSAGE = 200_000


def early(environment: dict[str, str]) -> dict[str, str]:
    """Return of an environment what counts only when Python starts."""
    return {name: value for name, value in environment.items() if name.startswith(READ_EARLY)}


def is_known(words: list[str], environment: dict[str, str], nested: bool) -> bool:
    """Whether a command can be a fork; the last two, if a fork itself runs it."""
    if early(environment) != early(dict(os.environ)):
        return False
    if words[0] == sys.executable:
        if words[1:3] == ["-m", "nbgrader"]:
            return True
        judge = words[1] == "-c" and words[2].startswith(JUDGE[0]) and JUDGE[1] in words[2]
        return nested and judge
    path = environment.get("PATH", os.defpath).split(os.pathsep)
    places = [Path(words[0])] if os.sep in words[0] else [Path(one) / words[0] for one in path]
    found = next((one for one in places if one.exists()), None)
    names = SCRIPTS if nested else SCRIPTS[:2]
    return found is not None and found.name in names and found.parent == BIN


class Command:
    """A command that runs as a fork.

    Args:
        server: Path of the server's socket.
        words: The command line.
        folder: Where it runs.
        environment: Its environment.
        streams: Descriptors of its standard input, output and error.
        session: Whether it begins a session of its own.
    """

    def __init__(
        self,
        server: str,
        words: list[str],
        folder: str,
        environment: dict[str, str],
        streams: tuple[int, int, int],
        session: bool = False,
    ) -> None:
        self.connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.connection.connect(server)
        request = {"words": words, "folder": folder, "environment": environment, "session": session}
        socket.send_fds(self.connection, [json.dumps(request).encode()], streams)
        self.pid = int(self.connection.recv(MAX_MESSAGE))

    def status(self, wait: bool) -> int | None:
        """Return what `waitpid` says of it, or None if it still runs."""
        self.connection.setblocking(wait)
        try:
            said = self.connection.recv(MAX_MESSAGE)
        except BlockingIOError:
            return None
        self.connection.close()
        return int(said or b"9")


def shims(folder: Path, server: str) -> None:
    """Write programs that hand their command over, for a shell to find first."""
    for name in SCRIPTS:
        program = folder / name
        program.write_text(
            f"#!{sys.executable} -IS\n"
            f"import os, sys\n"
            f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
            f"from quick_commands import Command\n"
            f"words = [{str(BIN / name)!r}, *sys.argv[1:]]\n"
            f"command = Command({server!r}, words, os.getcwd(), dict(os.environ), (0, 1, 2))\n"
            f"sys.exit(os.waitstatus_to_exitcode(command.status(wait=True)) % 256)\n",
            encoding="utf-8",
        )
        program.chmod(0o755)


def popen(server: Callable[[], str], nested: bool = False) -> Any:
    """Return a `subprocess.Popen` that has known commands forked.

    Args:
        server: Returns the path of the server's socket.
        nested: Whether a fork uses it, which has a judge and nbgrader's helper forked as well.
    """
    import inspect
    import subprocess

    class Quick(subprocess.Popen):  # type: ignore[type-arg]
        command: Command | None = None

        def _execute_child(self, *arguments: Any) -> None:
            start = super()._execute_child  # type: ignore[misc]
            given = inspect.signature(start).bind(*arguments).arguments
            args = given["args"]
            words = [os.fsdecode(one) for one in args] if not isinstance(args, (str, bytes)) else []
            env = os.environ if given["env"] is None else given["env"]
            environment = {os.fsdecode(key): os.fsdecode(value) for key, value in env.items()}
            plain = not (given["preexec_fn"] or given["pass_fds"] or given["shell"])
            owner = [given[one] for one in ("uid", "gid", "gids")] == [None] * 3
            if not (words and plain and owner and is_known(words, environment, nested)):
                start(*arguments)
                return
            inherited = {"p2cread": 0, "c2pwrite": 1, "errwrite": 2}
            streams = [
                given[name] if given[name] >= 0 else number for name, number in inherited.items()
            ]
            self.command = Command(
                server(),
                words,
                os.fspath(given["cwd"] or Path.cwd()),
                environment,
                (streams[0], streams[1], streams[2]),
                bool(given["start_new_session"]),
            )
            self.pid = self.command.pid
            self._child_created = True
            pipes = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
            self._close_pipe_fds(*(given[name] for name in pipes))  # type: ignore[attr-defined]

        def _try_wait(self, wait_flags: int) -> tuple[int, int]:
            if self.command is None:
                return super()._try_wait(wait_flags)  # type: ignore[misc]
            status = self.command.status(wait=not wait_flags)
            return (0, 0) if status is None else (self.pid, status)

        def _internal_poll(self, *arguments: Any, **options: Any) -> int | None:
            if self.command is None:
                return super()._internal_poll(*arguments, **options)  # type: ignore[misc]
            if self.returncode is None and self._waitpid_lock.acquire(False):  # type: ignore[attr-defined]
                try:
                    pid, status = self._try_wait(os.WNOHANG)
                    if pid == self.pid:
                        self._handle_exitstatus(status)  # type: ignore[attr-defined]
                finally:
                    self._waitpid_lock.release()  # type: ignore[attr-defined]
            return self.returncode

    return Quick


# --- The server ----------------------------------------------------------------------------------


def warm_up() -> None:
    """Import what the commands need, and no TensorFlow: a judge or a command has none."""
    import contextlib
    import gc
    import importlib
    import pkgutil

    import autograder

    gc.disable()
    for name in ("alembic.config", "nbgrader.apps.nbgraderapp", "nbgrader.api"):
        importlib.import_module(name)
    left_out = ("autograder.probe", "autograder.judge.__main__", "autograder.sandbox.zygote",
                "autograder.sandbox.forking", "autograder.doors.gradescope_container")  # fmt: skip
    for module in pkgutil.walk_packages(autograder.__path__, "autograder."):
        known = not module.name.startswith(left_out) and ".test_" not in module.name
        if known and not module.name.endswith("__main__"):
            with contextlib.suppress(ImportError):
                importlib.import_module(module.name)
    unwanted = {"tensorflow", "keras"} & set(sys.modules)
    if unwanted:
        raise RuntimeError(f"{unwanted} should not be imported here")
    gc.collect()
    gc.freeze()
    gc.enable()


def serve(path: str, zygote: int, visible: Path) -> None:
    """Fork a command for each connection, until whoever started this process ends."""
    import contextlib
    import threading

    warm_up()
    if zygote >= 0:
        _share(zygote, visible)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as server:
        server.bind(path)
        server.listen(16)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        assert threading.active_count() == 1
        while True:
            connection, _ = server.accept()
            if os.fork() == 0:
                server.close()
                _attend(connection, path, zygote)
            connection.close()
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass


def _attend(connection: socket.socket, server: str, zygote: int) -> None:
    """Fork the command that a connection asks for, and tell its status; does not return."""
    try:
        message, descriptors, _, _ = socket.recv_fds(connection, MAX_MESSAGE, 3)
        child = os.fork()
        if child == 0:
            connection.close()
            _run(json.loads(message), descriptors, server, zygote)
        for descriptor in descriptors:
            os.close(descriptor)
        connection.send(b"%d" % child)
        connection.send(b"%d" % os.waitpid(child, 0)[1])
    except OSError:
        pass
    finally:
        os._exit(0)


def _run(request: dict[str, Any], descriptors: list[int], server: str, zygote: int) -> None:
    """Become a command; does not return."""
    import atexit
    import contextlib
    import random
    import signal
    import subprocess
    import tempfile
    import threading
    import traceback

    status = 1
    try:
        if request["session"]:
            os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.chdir(request["folder"])
        for number, descriptor in enumerate(descriptors):
            os.dup2(descriptor, number)
        for descriptor in set(range(3, 256)) - {zygote}:
            with contextlib.suppress(OSError):
                os.close(descriptor)
        os.environ.clear()
        os.environ.update(request["environment"])
        tempfile.tempdir = None
        random.seed()
        sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = sys.__stderr__ = open(  # noqa: SIM115
            2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False
        )
        subprocess.Popen = popen(lambda: server, nested=True)  # type: ignore[misc]
        status = _main(request["words"])
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    except BaseException:
        traceback.print_exc()
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _main(words: list[str]) -> int:
    """Do what a command line says; return the exit status."""
    try:
        if words[0] == sys.executable and words[1] == "-c":
            sys.argv = ["-c", *words[3:]]
            exec(words[2], {"__name__": "__main__"})
            return 0
        if words[0] == sys.executable:
            name, sys.argv = words[2], [str(BIN / words[2]), *words[3:]]
            sys.path.insert(0, str(Path.cwd()))
        else:
            name, sys.argv = Path(words[0]).name, [str(BIN / Path(words[0]).name), *words[1:]]
            sys.path.insert(0, str(BIN))
        if name == "autograder":
            from autograder.doors.cli import main as start
        elif name == "nbgrader":
            from nbgrader.apps.nbgraderapp import main as start
        else:
            from alembic.config import main as start
        sys.exit(start())
    except SystemExit as stopped:
        if stopped.code is None or isinstance(stopped.code, int):
            return (stopped.code or 0) % 256
        print(stopped.code, file=sys.stderr)
        return 1


def _share(descriptor: int, folder: Path) -> None:
    """Have probes of this process be forks of the tests' warm process."""
    import contextlib
    import importlib
    import threading
    import types
    from collections.abc import Iterator

    from autograder.grading.values import Setting
    from autograder.sandbox import starting, visible
    from autograder.sandbox.starting import ColdProbe, WarmProbe, Zygote

    visible._MADE.append(folder)
    zygote = object.__new__(Zygote)
    zygote.connection, zygote.ready = socket.socket(fileno=descriptor), True
    zygote.lock = threading.Lock()
    zygote.process = types.SimpleNamespace(poll=lambda: None)  # type: ignore[assignment]

    def warm(command: Any, log: Path) -> Any:
        return WarmProbe(command, log, zygote) if command.user is None else ColdProbe(command, log)

    @contextlib.contextmanager
    def again() -> Iterator[Any]:
        yield warm

    starting.starting = again
    for name in ("classroom", "each_variant"):
        importlib.import_module(f"autograder.course.{name}").starting = again  # type: ignore[attr-defined]
    defaults = Setting.__init__.__defaults__ or ()
    Setting.__init__.__defaults__ = tuple(  # type: ignore[attr-defined]
        warm if one is ColdProbe else one for one in defaults
    )


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
