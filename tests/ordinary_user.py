"""Run a command as an ordinary user, even where the tests run as root.

    python tests/ordinary_user.py python -m pytest tests/sandbox/test_hostile.py

Root starts it as the user nobody. Folders on the way to Python or to the kit that only root may enter,
such as root's home, are replaced by empty ones in which just what is needed is mounted, so that the
command finds everything at its usual path.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOBODY = "65534"


def as_ordinary_user(home: Path) -> list[str] | None:
    """Return the words to put before a command, or None where that cannot be done.

    Args:
        home: A folder that the user will own.
    """
    if os.geteuid() != 0:
        return []
    bwrap, setpriv = shutil.which("bwrap"), shutil.which("setpriv")
    if bwrap is None or setpriv is None:
        return None
    os.chown(home, int(NOBODY), int(NOBODY))
    words = [bwrap, *reachable(home)]
    words += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--chdir", str(ROOT)]
    words += ["--setenv", "HOME", str(home), "--setenv", "TMPDIR", str(home)]
    words += ["--setenv", "PYTHONDONTWRITEBYTECODE", "1"]
    words += ["--", setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return [*words, "--inh-caps=-all", "--no-new-privs"]


def reachable(home: Path) -> list[str]:
    """Return bwrap's words for files as they are, but with Python, kit and home open to everybody."""
    words = ["--dev-bind", "/", "/"]
    needed = {ROOT, home.resolve(), *(Path(one).resolve() for one in
              (sys.prefix, sys.base_prefix, os.environ.get("MNIST_PATH", sys.prefix)))}  # fmt: skip
    for closed in sorted({one for path in needed for one in _closed(path)}):
        words += ["--tmpfs", str(closed)]
    for path in sorted(one for one in needed if _closed(one)):
        for parent in reversed(path.parents):
            if parent.is_relative_to(_closed(path)[0]) and parent != _closed(path)[0]:
                words += ["--perms", "0755", "--dir", str(parent)]
        words += ["--bind", str(path), str(path)]
    return words


def _closed(path: Path) -> list[Path]:
    """Return the outermost folder on the way to a path that others may not enter, if there is one."""
    for parent in reversed(path.parents):
        if not parent.stat().st_mode & 0o001:
            return [parent]
    return []


def main() -> None:
    """Replace this process by the command."""
    import tempfile

    home = Path(tempfile.mkdtemp(prefix="ordinary-user-"))
    words = as_ordinary_user(home)
    if words is None:
        sys.exit("bwrap and setpriv are needed to become an ordinary user")
    command = [*words, *sys.argv[1:]]
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
