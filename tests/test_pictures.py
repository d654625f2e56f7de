"""The pictures of README and documentation are today's, and can be read on a phone.

Versions of Chromium set letters a little differently. So it is compared what a picture says, word for
word; how it looks, as a few grey dots; and its size, with room for another line.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from browser import open_browser
from pictures import (
    IMAGES,
    KEPT,
    PICTURES,
    ROOT,
    SCALE,
    SHOWN,
    WIDTH,
    about,
    made_pages,
    png_of,
    shown,
    words_of,
)
from PIL import Image

from autograder.course.directory import make_course
from autograder.course.report_files import save_report
from autograder.demo import showcase
from autograder.report.results import Report

RENEW = "run `make pictures`"
# How many dots across and down are compared, and by how much of black to white they may differ.
DOTS, MOST = 16, 0.1
# A part of a page that is set otherwise has no more than so much more or less height.
HEIGHT = 0.15
# Beyond this a repository grows by each renewal.
MOST_KIB = 120


def dots(png: bytes) -> np.ndarray:
    """Return a picture as a few grey dots from 0 to 1."""
    with Image.open(io.BytesIO(png)) as image:
        small = image.convert("L").resize((DOTS, DOTS), Image.Resampling.BOX)
    return np.asarray(small, dtype=float) / 255


@pytest.fixture(scope="module")
def today() -> Iterator[dict[str, tuple[str, bytes]]]:
    """What each picture would say, and be, today."""
    with made_pages() as folder, open_browser() as browser:
        found = {}
        for picture in PICTURES:
            with shown(browser, folder, picture) as part:
                found[picture.name] = (words_of(part), png_of(part))
        yield found


@pytest.fixture(scope="module")
def noted() -> dict[str, dict[str, object]]:
    return json.loads(SHOWN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", [one.name for one in PICTURES])
def test_a_picture_shows_the_page_of_today(
    name: str, today: dict[str, tuple[str, bytes]], noted: dict[str, dict[str, object]]
) -> None:
    words, png = today[name]
    kept = (IMAGES / f"{name}.png").read_bytes()
    assert noted[name] == about(kept, words), RENEW
    height = int(about(png, words)["height"]) / int(about(kept, words)["height"])
    assert abs(height - 1) <= HEIGHT, RENEW
    assert np.abs(dots(png) - dots(kept)).mean() <= MOST, RENEW


def test_another_picture_would_be_noticed(today: dict[str, tuple[str, bytes]]) -> None:
    """Is the comparison of the dots of use: does a dark page differ by more than it allows?"""
    _, png = today["cell-normalize"]
    with Image.open(io.BytesIO(png)) as image:
        dark = Image.eval(image.convert("L"), lambda value: 255 - value)
    turned = io.BytesIO()
    dark.save(turned, format="png")
    assert np.abs(dots(png) - dots(turned.getvalue())).mean() > 2 * MOST


@pytest.mark.parametrize("name", [one.name for one in PICTURES])
def test_a_picture_can_be_read_on_a_phone(name: str) -> None:
    path = IMAGES / f"{name}.png"
    with Image.open(path) as image:
        assert image.size[0] == WIDTH * SCALE
    assert path.stat().st_size <= MOST_KIB * 1024


def test_every_picture_is_shown_and_made_by_the_command() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    shown_there = set(re.findall(r"images/([\w-]+)\.png", text))
    made = {one.name for one in PICTURES}
    assert shown_there == made == {path.stem for path in IMAGES.glob("*.png")}
    assert set(json.loads(SHOWN.read_text(encoding="utf-8"))) == made


def test_what_is_kept_of_the_demo_is_small_and_names_no_place() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in KEPT.iterdir()}
    assert set(kept) == {showcase.REPORTS, *(f"{name}.json" for name in showcase.STUDENTS)}
    assert sum(map(len, kept.values())) < 400 * 1024
    for text in kept.values():
        assert not re.search(r"/(home|root|tmp|work)/|sqlite:", text)


def test_a_demo_that_says_otherwise_is_noticed(tmp_path: Path) -> None:
    """Numbers in words differ from course to course; points, words and people do not."""
    course = make_course(tmp_path / "course")
    every = json.loads((KEPT / showcase.REPORTS).read_text(encoding="utf-8"))["reports"]
    for one in every:
        save_report(course, Report.from_json(one))
    assert showcase.differences(course, KEPT) == []
    changed = re.sub(r"whose sum is \d+\.", "whose sum is 77.", json.dumps(every))
    assert changed != json.dumps(every)
    for one in json.loads(changed):
        save_report(course, Report.from_json(one))
    assert showcase.differences(course, KEPT) == []
    for one in json.loads(json.dumps(every).replace("ivided by 256", "ivided by a number")):
        save_report(course, Report.from_json(one))
    (course.reports / "mnist_sgd" / "ada.json").unlink()
    found = showcase.differences(course, KEPT)
    assert [one.split(":")[:2] for one in found] == [
        ["ada", " only in one of them"],
        ["alan", " normalize_images"],
    ]
