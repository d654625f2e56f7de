"""Folders that student code has built are measured and removed, however deep they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.sandbox.folders import remove, size_of, working_folder

# Deeper than Python's recursion limit and than the longest path of Linux.
DEPTH = 3000


def nest(folder: Path) -> None:
    """Make folders within folders, with a file in the last of them."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(DEPTH):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("file", os.O_WRONLY | os.O_CREAT, dir_fd=here))
    os.close(here)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no folders relative to an open one")
def test_a_folder_too_deep_for_a_path_is_removed(tmp_path: Path) -> None:
    with working_folder("deep-") as folder:
        nest(folder)
        assert size_of(folder, 100)[1] > 100
    assert not folder.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows needs rights for links")
def test_what_a_link_leads_to_is_neither_counted_nor_removed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    for path in (outside, folder):
        path.mkdir()
    (outside / "kept").write_bytes(bytes(100_000))
    (folder / "link").symlink_to(outside)
    nest(folder)
    small = tmp_path / "small"
    small.mkdir()
    (small / "link").symlink_to(outside)
    size, count = size_of(small, 10)
    assert (size < 100_000, count) == (True, 1)
    remove(folder)
    assert not folder.exists()
    assert (outside / "kept").is_file()
