"""The builds of the kit that are compared: this one, and an earlier commit, built from git.

In: a commit. Out: a `Build`: a tree with an environment of its own, as its lock has it.
"""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
BASE = "bd94a7a"
# Where earlier builds are made; `make clean` leaves it.
CACHE = ROOT / ".bench"


@dataclasses.dataclass(frozen=True)
class Build:
    """A build of the kit.

    Attributes:
        name: What results call it.
        root: Its tree.
        bin: Where its programs are.
    """

    name: str
    root: Path
    bin: Path

    @property
    def commit(self) -> str:
        """The commit of the tree."""
        words = ("git", "-C", str(self.root), "rev-parse", "--short", "HEAD")
        return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()

    def environment(self, mnist: Path | None = None) -> dict[str, str]:
        """Return the environment of its programs, with all of MNIST or with the embedded images."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MNIST_")}
        path = os.pathsep.join([str(self.bin), os.environ.get("PATH", os.defpath)])
        fixed = {"PATH": path, "MNIST_OFFLINE": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
        return {**kept, **fixed, **({"MNIST_PATH": str(mnist)} if mnist else {})}


def present() -> Build:
    """Return this build."""
    return Build("present", ROOT, Path(sys.executable).parent)


def base(folder: Path | None = None) -> Build:
    """Return the build of the commit `BASE`, made now if it is not there.

    Args:
        folder: A tree of that commit with its environment in `.venv`, if there is one already.

    Raises:
        SystemExit: It cannot be made, or the folder has another commit.
    """
    made = folder is None
    folder = folder or CACHE / BASE
    build = Build("base", folder.resolve(), folder.resolve() / ".venv" / "bin")
    if made and not (folder / ".venv" / ".ready").exists():
        print(f"building commit {BASE} in {folder} …", flush=True)
        if not folder.exists():
            _run("git", "clone", "--quiet", "--no-checkout", str(ROOT), str(folder))
        _run("git", "-C", str(folder), "checkout", "--quiet", BASE)
        _run("make", "-C", str(folder), ".venv/.ready")
    if not build.commit.startswith(BASE) and not BASE.startswith(build.commit or "-"):
        sys.exit(f"{folder} is not commit {BASE}.")
    return build


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(words)} failed: {(done.stderr or done.stdout)[-1500:]}")
