"""Matplotlib's lists of fonts are found without what lies in the current folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_settings_in_the_current_folder_are_not_read(tmp_path: Path) -> None:
    """Of these matplotlib itself would say that they are no text, and end."""
    (tmp_path / "matplotlibrc").write_bytes(b"\xff\xfe\x00")
    code = "from autograder.sandbox.fonts import font_cache; print(*font_cache())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "fontlist" in done.stdout
    assert "matplotlibrc" not in done.stderr
