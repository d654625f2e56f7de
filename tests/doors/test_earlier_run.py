"""What is judged is said where it is not what stands in the cell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder import Checker
from autograder.doors.earlier_run import notes_on_earlier_runs

RIGHT = "def normalize_images(images):\n    return images / 255"
BROKEN = "def normalize_images(images):\n    return images / 256)"
FAILS = "size = 1 / 0\ndef normalize_images(images):\n    return images / 256"
OTHER = "def helper():\n    pass"
MAGIC = "%precision 3\n" + RIGHT


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    yield InteractiveShell.instance()
    InteractiveShell.instance().restore_sys_module_state()
    InteractiveShell.clear_instance()


@pytest.mark.parametrize(
    ("runs", "judged", "latest"),
    [
        ((RIGHT, BROKEN), 1, 2),
        ((RIGHT, OTHER, FAILS, OTHER), 1, 3),
        ((RIGHT, RIGHT, BROKEN, BROKEN), 2, 4),
        ((MAGIC, BROKEN), 1, 2),
        ((f"import functools\n@functools.cache\n{RIGHT}", BROKEN), 1, 2),
        ((RIGHT,), None, None),
        ((BROKEN, RIGHT), None, None),
        ((BROKEN,), None, None),
        ((RIGHT, OTHER, "print('def normalize_images(images):')"), None, None),
        ((RIGHT, "def normalize_images_fast(images):\n    return 1)"), None, None),
        ((RIGHT, "normalize_images = abs"), None, None),
    ],
)
def test_the_run_is_said_where_a_later_one_came_to_nothing(
    shell: InteractiveShell, runs: tuple[str, ...], judged: int | None, latest: int | None
) -> None:
    for source in runs:
        shell.run_cell(source, store_history=True)
    notes = notes_on_earlier_runs(["normalize_images", "flatten_images"], shell.user_ns)
    if judged is None:
        assert notes == {}
    else:
        assert set(notes) == {"normalize_images"}
        assert notes["normalize_images"].startswith(
            f"This is the function from In [{judged}], an earlier run. You ran its cell again as "
            f"In [{latest}], but it stopped before"
        )


def test_without_a_notebook_there_is_nothing_to_say() -> None:
    assert notes_on_earlier_runs(["normalize_images"], {"normalize_images": abs}) == {}


def test_the_check_and_the_summary_say_it(shell: InteractiveShell) -> None:
    for source in (RIGHT, BROKEN):
        shell.run_cell(source, store_history=True)
    check = Checker("mnist_sgd", shell.user_ns)
    shown, summary = check("normalize_images"), check.all()
    for text in (shown.text, shown._repr_html_(), repr(summary), summary._repr_html_()):
        assert "This is the function from In [1], an earlier run." in text
    assert float(repr(shown)) == 2
