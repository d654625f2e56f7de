"""Write zip files that are the same, byte for byte, for the same content."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

from autograder.course.directory import CourseError

TIME = (2020, 1, 1, 0, 0, 0)


def write_archive(target: Path, files: Mapping[str, bytes], modes: Mapping[str, int] = {}) -> None:
    """Write a zip file with the same bytes for the same files.

    Args:
        target: Where to; its folder is made.
        files: Contents by name.
        modes: Permissions by name, where they are not those of an ordinary file.

    Raises:
        CourseError: The file cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in sorted(files.items()):
                entry = zipfile.ZipInfo(name, TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                # Made on Unix, whatever it is made on: else the permissions do not count.
                entry.create_system = 3
                entry.external_attr = (stat.S_IFREG | modes.get(name, 0o644)) << 16
                archive.writestr(entry, content)
    except OSError as error:
        raise CourseError(f"{target} cannot be written: {error.strerror}.") from error
