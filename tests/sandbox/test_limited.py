"""Strangers' text is handed to functions in a process that has limits and no rights."""

from __future__ import annotations

import os
import sys
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.sandbox import limited
from autograder.sandbox.isolation import bubblewrap
from autograder.sandbox.limited import Bounds, LimitError, run_limited

AMPLE = Bounds(seconds=10.0)
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs the limits of Linux")
sandboxed = pytest.mark.skipif(bubblewrap() is None, reason="there is no sandbox here")


def test_the_function_gets_the_text_and_its_answer_comes_back() -> None:
    for text in (b"", b"abc", b"\x00\n" * 300_000):
        assert zlib.decompress(run_limited("zlib:compress", text, AMPLE)) == text


@linux
@pytest.mark.parametrize(
    ("function", "text", "bounds", "reason"),
    [
        (
            "zlib:compress", lambda: os.urandom(2**25), Bounds(0.05),
            "more than 0.05 seconds of processor",
        ),
        (
            "zlib:decompress", lambda: zlib.compress(bytes(2**29), 1), Bounds(9, 200),
            "more than 200 MiB of mem",
        ),
        (
            "zlib:decompress", lambda: zlib.compress(bytes(2**24)), Bounds(9, 900, 2**20),
            "it becomes more than 1 MiB",
        ),
        ("zlib:decompress", lambda: b"no such thing", AMPLE, "the process that was to read it ended"),
        ("os:kill", bytes, AMPLE, "the process that was to read it ended"),
    ],
    ids=["time", "memory", "length", "an error", "a mistake of the kit's"],
)  # fmt: skip
def test_a_text_that_takes_too_much_is_the_only_one_to_be_refused(
    function: str, text: Callable[[], bytes], bounds: Bounds, reason: str
) -> None:
    with pytest.raises(LimitError, match=reason):
        run_limited(function, text(), bounds)
    assert zlib.decompress(run_limited("zlib:compress", b"next", AMPLE)) == b"next"


@linux
def test_others_need_not_wait_for_a_text_that_takes_long() -> None:
    run_limited("zlib:compress", b"", AMPLE)
    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(run_limited, "zlib:compress", os.urandom(2**27), Bounds(1.5))
        began = time.monotonic()
        run_limited("zlib:compress", b"abc", AMPLE)
        assert not slow.done() or time.monotonic() - began < 1.5
        with pytest.raises(LimitError):
            slow.result()


@linux
@pytest.mark.parametrize("name", ["net", "mnt", "pid", "user"])
@sandboxed
def test_the_process_is_in_a_sandbox(name: str) -> None:
    place = f"/proc/self/ns/{name}"
    assert run_limited("os:readlink", place.encode(), AMPLE).decode() != str(Path(place).readlink())


@sandboxed
def test_the_process_sees_no_files_but_those_of_python(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("somewhere")
    with pytest.raises(LimitError):
        run_limited("os:readlink", bytes(tmp_path / "link"), AMPLE)


@linux
@pytest.mark.parametrize("sandbox", [True, False])
def test_the_process_can_neither_start_another_nor_write(
    sandbox: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not sandbox:
        monkeypatch.setattr(limited, "bubblewrap", lambda: None)
    monkeypatch.setattr(limited, "_IDLE", limited._Idle())
    with pytest.raises(LimitError):
        run_limited("subprocess:check_output", b"/bin/true", AMPLE)
    with pytest.raises(LimitError):
        run_limited("tempfile:mkdtemp", bytes(tmp_path), AMPLE)
    limited._IDLE.close()
    assert list(tmp_path.iterdir()) == []


@linux
def test_a_process_that_was_ended_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    idle = limited._Idle()
    monkeypatch.setattr(limited, "_IDLE", idle)
    run_limited("zlib:compress", b"", AMPLE)
    limited.end(idle.processes[0].process)
    assert zlib.decompress(run_limited("zlib:compress", b"abc", AMPLE)) == b"abc"
    idle.close()


def test_a_process_that_does_not_start_is_nobodys_fault() -> None:
    with pytest.raises(OSError, match="does not start"):
        run_limited("no_such_module:at_all", b"", AMPLE)
