"""Make the pictures of README and documentation, of what is kept of the demo; `make pictures` does it.

In: `docs/demo/`, of which `autograder.demo.showcase` makes the pages of the demo. Out: `docs/images/`
with the pictures, and `pictures.json` with what each of them shows: its words, its size, its digest.
`tests/test_pictures.py` holds them against the pages of today.

    python tests/pictures.py                      takes the pictures anew
    python tests/pictures.py --course DIR         first keeps the demo's course in DIR
    python tests/pictures.py --compare DIR        says where the demo's course in DIR says otherwise
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import hashlib
import io
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from browser import open_browser

from autograder.course.directory import Course
from autograder.demo import showcase

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "docs" / "demo"
IMAGES = ROOT / "docs" / "images"
SHOWN = IMAGES / "pictures.json"
# In CSS pixels: a phone shows a picture of this width without making it smaller.
WIDTH = 360
# Dots of the picture for each of them, for sharp screens.
SCALE = 2
COLOURS = 64
# Puts a student's code and the verdict on it, which stand apart in the notebook, below each other.
CELL = """task => {
    const code = document.getElementById(task).querySelector(".answer");
    const verdict = document.querySelector(`#check_${task} [role=group][aria-label^="${task}"]`);
    const shown = document.createElement("div");
    shown.id = "shown";
    shown.append(code, verdict);
    document.body.replaceChildren(shown);
}"""
# Leaves a part of a page: from one element, or from the beginning, to before another one.
PART = """ends => {
    const [first, last] = ends.split(" | ").map(one => one && document.querySelector(one));
    const shown = document.createElement("div");
    const part = document.createRange();
    const main = document.querySelector("main");
    if (first) part.setStartBefore(first); else part.setStart(main, 0);
    part.setEndBefore(last);
    shown.id = "shown";
    shown.append(part.extractContents());
    document.body.replaceChildren(shown);
}"""


@dataclasses.dataclass(frozen=True)
class Picture:
    """A picture of a part of a page.

    Attributes:
        name: Its file's name, without the suffix.
        page: The page, one of `showcase.NAMES`.
        script: What leaves the part that is shown, as the element `shown`.
        argument: What the script is given.
    """

    name: str
    page: str
    script: str
    argument: str


PICTURES = (
    Picture("cell-normalize", "alan", CELL, "normalize_images"),
    Picture("cell-evaluate", "emmy", CELL, "evaluate_model"),
    Picture("cell-predict", "emmy", CELL, "predict_digits"),
    Picture("cell-train", "kurt", CELL, "train_with_sgd"),
    Picture("feedback", "alan", PART, " | #causes ~ h2"),
    Picture("class-report", "class-report", PART, " | .charts ~ h2"),
    Picture("class-mistakes", "class-report", PART, ".charts ~ h2 | .charts ~ h2 ~ h2"),
)


@contextlib.contextmanager
def made_pages() -> Iterator[Path]:
    """Give a folder with the pages of the demo, made by the code of today."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
        for name, text in showcase.pages(KEPT):
            (Path(folder) / f"{name}.html").write_text(text, encoding="utf-8")
        yield Path(folder)


@contextlib.contextmanager
def shown(browser: Browser, folder: Path, picture: Picture) -> Iterator[Locator]:
    """Open the page of a picture, and give the part of it that the picture shows."""
    context = browser.new_context(
        viewport={"width": WIDTH, "height": 800}, device_scale_factor=SCALE, color_scheme="light"
    )
    try:
        page: Page = context.new_page()
        page.goto((folder / f"{picture.page}.html").as_uri())
        page.evaluate(picture.script, picture.argument)
        page.add_style_tag(content="#shown { padding: 8px; } body { padding: 0; margin: 0; }")
        yield page.locator("#shown")
    finally:
        context.close()


def words_of(part: Locator) -> str:
    """Return what a part of a page says."""
    return " ".join(part.inner_text().split())


def png_of(part: Locator) -> bytes:
    """Return the picture of a part of a page, with few colours, so that it loads quickly."""
    from PIL import Image

    small = io.BytesIO()
    with Image.open(io.BytesIO(part.screenshot(type="png"))) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
            small, format="png", optimize=True
        )
        return small.getvalue()


def about(png: bytes, words: str) -> dict[str, Any]:
    """Return what is written down of a picture."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        width, height = image.size
    digest = hashlib.sha256(png).hexdigest()
    return {"width": width, "height": height, "sha256": digest, "words": words}


def take() -> None:
    """Take all pictures anew."""
    every = {}
    with made_pages() as folder, open_browser() as browser:
        for picture in PICTURES:
            with shown(browser, folder, picture) as part:
                words, png = words_of(part), png_of(part)
            (IMAGES / f"{picture.name}.png").write_bytes(png)
            every[picture.name] = about(png, words)
            print(f"{picture.name}.png: {len(png) / 1024:.0f} KiB")
    SHOWN.write_text(json.dumps(every, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Make the pictures of README and documentation.")
    parser.add_argument("--course", metavar="DIR", help="first keep what the demo made there")
    parser.add_argument("--compare", metavar="DIR", help="only compare what the demo made there")
    arguments = parser.parse_args()
    if arguments.compare:
        found = showcase.differences(Course(Path(arguments.compare).resolve()), KEPT)
        for line in found:
            print(line, file=sys.stderr)
        if found:
            print(
                f"The demo says otherwise than docs/demo/: run `make pictures COURSE="
                f"{arguments.compare}`.",
                file=sys.stderr,
            )
        return 1 if found else 0
    if not (shutil.which("chromium") or shutil.which("chromium-browser")):
        print("pictures: expected Chromium to take them, found none. Install it.", file=sys.stderr)
        return 1
    if arguments.course:
        showcase.keep(Course(Path(arguments.course).resolve()), KEPT)
    take()
    return 0


if __name__ == "__main__":
    sys.exit(main())
