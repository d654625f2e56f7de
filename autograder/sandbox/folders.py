"""Working folders in which student code may have built anything: measure and remove them."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def working_folder(prefix: str) -> Iterator[Path]:
    """Make a folder for the length of the block, and remove it however deep it has become."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield folder
    finally:
        remove(folder)


def remove(folder: Path) -> None:
    """Remove a folder as far as that is possible.

    Folders that lie deeper than `shutil.rmtree` or the system's longest path can reach are first
    moved up, one level at a time.
    """
    with contextlib.suppress(OSError, RecursionError):
        shutil.rmtree(folder)
        return
    numbers = itertools.count()
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        with contextlib.suppress(OSError):
            current.chmod(0o700)
            for entry in list(os.scandir(current)):
                with contextlib.suppress(OSError):
                    if not entry.is_dir(follow_symlinks=False):
                        os.unlink(entry.path)  # noqa: PTH108 - the entry's path is a string
                    elif current == folder:
                        waiting.append(Path(entry.path))
                    else:
                        moved = folder / f"up-{next(numbers)}"
                        os.rename(entry.path, moved)  # noqa: PTH104
                        waiting.append(moved)
        if current != folder:
            with contextlib.suppress(OSError):
                current.rmdir()
    with contextlib.suppress(OSError, RecursionError):
        shutil.rmtree(folder)


def size_of(folder: Path, most: int) -> tuple[int, int]:
    """Return how many bytes and how many entries a folder holds; counting stops at `most`.

    A file with holes counts as large as it reads, a small one as what it takes on the disk.
    """
    size = count = 0
    waiting = [str(folder)]
    while waiting and count <= most:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                count += 1
                if count > most:
                    break
                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    size += max(status.st_size, status.st_blocks * 512)
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
    return size, count
