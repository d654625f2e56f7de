"""A warm start works wherever temporary files lie, and says soon when it does not."""

from __future__ import annotations

import dataclasses
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from corpus_grading import grade_cells

from autograder.grading.public import public_setting
from autograder.sandbox import starting

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="warm starts are for Linux")


def test_a_process_that_does_not_start_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "base_environment", lambda home: {"PATH": os.defpath})
    monkeypatch.setattr(sys, "executable", "/bin/false")
    began = time.monotonic()
    with pytest.raises(OSError, match="did not start"):
        starting.Zygote().wait()
    assert time.monotonic() - began < starting.READY_SECONDS / 2


RIGHT = "def normalize_images(images):\n    return images / 255"
SLOW = "import time\ndef normalize_images(images):\n    time.sleep(1)\n    return images / 255"
FATAL = "import os\ndef normalize_images(images):\n    os.kill(os.getpid(), 9)"


def test_probes_that_run_at_a_time_are_forks_of_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Does each have its own answer, whichever ends first, and whatever becomes of the others?

    The path of temporary files is longer than the 107 characters that a socket's may have, as on
    clusters.
    """
    folder = tmp_path / ("t" * 120)
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with closing(starting.WarmStart()) as start, ThreadPoolExecutor(3) as pool:
        setting = dataclasses.replace(public_setting("mnist_sgd"), start=start)
        sources = (SLOW, FATAL, RIGHT)
        reports = [one.report for one in pool.map(lambda cell: grade_cells(setting, cell), sources)]
        found = [report.task("normalize_images").points for report in reports]
        assert found == [2.0, 0.0, 2.0], [report.reason for report in reports]
        (zygote,) = start.zygotes
        # Forks close whatever was opened before them: no file may be that something still reads.
        opened = [str(one.readlink()) for one in Path(f"/proc/{zygote.process.pid}/fd").iterdir()]
        assert not [one for one in opened if one.startswith("/") and one != os.devnull]
        # One that has died is replaced for the next probe.
        zygote.process.kill()
        zygote.process.wait()
        again = grade_cells(setting, RIGHT).report
        assert again.task("normalize_images").points == 2.0, again.reason
        assert len(start.zygotes) == 2
