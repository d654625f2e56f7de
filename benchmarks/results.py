"""Keep what was measured in `results.json`, and write `docs/performance.md` and its pictures of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results.json")
DOCS = Path(__file__).parent.parent / "docs"
PAGE, PICTURES = DOCS / "performance.md", DOCS / "images"
# Okabe and Ito's colours, which the colour-blind can tell apart.
OURS, STOCK, LEAN = "#0072B2", "#D55E00", "#E69F00"


def known() -> dict[str, Any]:
    """Return what was measured, by part."""
    return dict(json.loads(RESULTS.read_text(encoding="utf-8"))) if RESULTS.is_file() else {}


def add(part: str, numbers: Mapping[str, float], machine: str) -> None:
    """Keep the numbers of a part, with the machine that they were measured on."""
    measured = known()
    rounded = {name: float(f"{value:.4g}") for name, value in numbers.items()}
    measured[part] = {"machine": machine, "numbers": rounded}
    RESULTS.write_text(json.dumps(measured, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def write_page() -> None:
    """Write the page and its pictures."""
    measured = {name: part["numbers"] for name, part in known().items()}
    PAGE.write_text(page(measured), encoding="utf-8")
    draw(measured)


def page(measured: Mapping[str, Mapping[str, float]]) -> str:
    """Return the page; a part that was not measured is not in it."""
    machines = sorted({part["machine"] for part in known().values()})
    lines = [
        "# Performance",
        "",
        "Made by `make bench`; do not edit. Every ratio is of two times that were taken one after",
        "the other in one run on the same machine:",
        "",
        *(f"- {one}" for one in machines),
        "",
    ]
    for name, write in SECTIONS.items():
        if name in measured:
            lines += [*write(measured[name]), ""]
    return "\n".join(lines)


def _stock(title: str, picture: str, numbers: Mapping[str, float]) -> list[str]:
    ours = numbers["autograder"]
    names = {
        "autograder": "`autograder grade`, two workers",
        "lean": "stock `nbgrader autograde`, the notebooks' own full training left out",
        "stock": "stock `nbgrader autograde`, the released notebooks",
    }
    return [
        f"## {title}",
        "",
        "Both assignments, the reference as every submission; a class of",
        f"{numbers['students']:.0f}, and of {numbers['students of stock']:.0f} for stock nbgrader,",
        "whose time grows with each one. Stock nbgrader's check cells check themselves; nothing",
        "protects its grades or the machine. The notebooks' last cell, which would check all tasks",
        "once more, is left out for all.",
        "",
        "| | seconds a submission | times as long |",
        "|---|---:|---:|",
        *(f"| {text} | {numbers[key]:.1f} | {numbers[key] / ours:.1f} |"
          for key, text in names.items()),
        "",
        f"![Seconds a submission](images/{picture}.svg)",
    ]  # fmt: skip


def _sizes(numbers: Mapping[str, float]) -> list[str]:
    counts = [int(name.split()[1]) for name in numbers if name.startswith("grade ")]
    return [
        "## Class size, and a changed rubric",
        "",
        "`mnist_sgd` on the embedded images. The regrade follows a changed threshold: no student code",
        "runs, and of the kept evidence only that on the accuracy is judged again.",
        "",
        "| | seconds | a submission |",
        "|---|---:|---:|",
        *(f"| grade {one} | {one * numbers[f'grade {one}']:.0f} | {numbers[f'grade {one}']:.2f} |"
          for one in sorted(counts)),
        f"| regrade {max(counts)} | {numbers['regrade']:.1f} "
        f"| {numbers['regrade'] / max(counts):.3f} |",
        "",
        f"Judging again is {numbers['regrade ratio']:.0f} times faster than grading. A submission's",
        f"evidence takes {numbers['evidence MiB']:.1f} MiB.",
    ]  # fmt: skip


def _ways(numbers: Mapping[str, float]) -> list[str]:
    return [
        "## Workers",
        "",
        "| | seconds a submission |",
        "|---|---:|",
        f"| one submission at a time, cold start | {numbers['cold']:.1f} |",
        f"| one submission at a time, warm | {numbers['warm']:.1f} |",
        f"| class of 8, one worker | {numbers['1 workers']:.1f} |",
        f"| class of 8, two workers | {numbers['2 workers']:.1f} |",
        "",
        f"Two workers are {numbers['1 workers'] / numbers['2 workers']:.2f} times as fast as one. The",
        f"processes of one submission hold at most {numbers['peak MiB a worker']:.0f} MiB.",
    ]


def _cluster(numbers: Mapping[str, float]) -> list[str]:
    return [
        "## A Dask cluster on the same machine",
        "",
        f"A class of {numbers['students']:.0f}, both assignments:",
        f"{numbers['1 workers']:.1f} s a submission with one worker, {numbers['2 workers']:.1f} s",
        f"with two: {numbers['ratio']:.2f} times as fast.",
        "Each worker has a core of its own; the judge runs beside the workers here, on the same cores.",
    ]


def _single(numbers: Mapping[str, float]) -> list[str]:
    return [
        "## A single student's first feedback",
        "",
        f"`autograder check` on a finished notebook: {numbers['autograder check']:.1f} s; stock",
        f"`nbgrader validate`: {numbers['nbgrader validate']:.1f} s.",
    ]


def _isolation(numbers: Mapping[str, float]) -> list[str]:
    return [
        "## Isolation",
        "",
        f"The sandbox costs {numbers['ms']:.0f} ms a submission: the median difference of seven pairs",
        "with it and without it.",
    ]


def _floor(numbers: Mapping[str, float]) -> list[str]:
    rows = []
    for key in sorted(name.removesuffix(" floor") for name in numbers if name.endswith("floor")):
        assignment, dataset = key.split()
        floor, cpu = numbers[f"{key} floor"], numbers[f"{key} cpu"]
        rows.append(
            f"| `{assignment}` | `{dataset}` | {floor:.1f} | {cpu:.1f} | {cpu / floor:.1f} |"
        )
    return [
        "## The floor",
        "",
        "Processor time of one more submission in a class, against NumPy's time on one core for the",
        "training steps of its last check alone.",
        "",
        "| assignment | images | NumPy, s | submission, s | times |",
        "|---|---|---:|---:|---:|",
        *rows,
    ]


SECTIONS = {
    "stock": lambda n: _stock("Embedded images", "bench-embedded", n),
    "full": lambda n: _stock("All of MNIST", "bench-full", n),
    "sizes": _sizes,
    "ways": _ways,
    "cluster": _cluster,
    "single": _single,
    "isolation": _isolation,
    "floor": _floor,
}


def draw(measured: Mapping[str, Mapping[str, float]]) -> None:
    """Draw seconds a submission as bars, for each data set that was measured."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "autograder"
    import matplotlib.pyplot as plt

    for part, picture in (("stock", "bench-embedded"), ("full", "bench-full")):
        if part not in measured:
            continue
        numbers = measured[part]
        labels = ("autograder grade", "stock nbgrader,\nlean notebooks", "stock nbgrader")
        values = [numbers[key] for key in ("autograder", "lean", "stock")]
        figure, axes = plt.subplots(figsize=(7, 2.2), layout="constrained")
        bars = axes.barh(labels, values, color=[OURS, LEAN, STOCK])
        axes.bar_label(bars, fmt="%.1f s", padding=4)
        axes.set_xlim(0, 1.15 * max(values))
        axes.invert_yaxis()
        axes.set_xlabel("Seconds a submission")
        axes.spines[["top", "right"]].set_visible(False)
        figure.savefig(PICTURES / f"{picture}.svg", metadata={"Date": None})
        plt.close(figure)
