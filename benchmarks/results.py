"""Keep what was measured in `results.json`, and write `docs/performance.md` and its pictures of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import steps
from benchmarks.classes import seconds, told_apart

RESULTS = Path(__file__).with_name("results.json")
DOCS = Path(__file__).parent.parent / "docs"
PAGE, PICTURES = DOCS / "performance.md", DOCS / "images"
# Okabe and Ito's colours, which the colour-blind can tell apart.
OURS, OTHERS = "#0072B2", "#D55E00"
# What the page calls each system.
NAMES = {
    "present": "`autograder grade`",
    "base": "`autograder grade` of an earlier commit, bd94a7a",
    "plain nbgrader": "plain nbgrader: asserts by hand, one full training",
    "otter-grader": "otter-grader, the same asserts",
    "checks in the notebook": "stock nbgrader, the kit's notebooks checking themselves",
}
PEERS = ("plain nbgrader", "otter-grader", "checks in the notebook")
ASSIGNMENTS = ("mnist_sgd", "mnist_adam")
# What takes the time, and what has been measured and left alone, for whoever looks for more.
LEFT = """
Half of the earlier commit's processor time was wanted for one more submission. It is not reached. Of
`mnist_sgd`, by a profile of the steps above:

- 1.8 s are inside compiled epochs of the accuracy, 0.63 ms a step where NumPy takes 0.75: the training
  that is asked for.
- About 1.2 s are Keras: tracing, and building some fifteen models for the other trainings, evaluations
  and predictions. What is asked there is more than at the earlier commit, since so many mistakes show
  only with other models, other weights and as many images as a notebook has.
- About 0.9 s are Matplotlib laying out texts. The inline backend draws each figure of a cell twice, for
  its tight box; that of a task is drawn twice more, to see what is hidden in it.
- 0.4 to 0.6 s is the judge, of which half is pytest's own.
- 0.5 s is the leading process: nbgrader's conversion and gradebook, drawing inputs, packing evidence.

`autograder check` on a whole notebook has one process import TensorFlow and then do all of this, one
step after the other; what it saved over the earlier commit is what one more submission saved.
"""
TRIED = """
- XLA for trainings on the embedded images: it compiles for longer than 2,500 steps save.
- TensorFlow's executor for a single thread: no difference beyond the noise.
- To look up the few weights that mark a step in the variables themselves: a quarter of a millisecond a
  step slower, since each later read of such a variable is a copy
  (`findings/tensorflow_lookup_copies.sh`).
- One arena of memory for all threads of a worker: no less memory.
- Zeros as first weights of the models that the kit makes: 5 of 20 ms a model.
"""
# Parts of earlier runs, which stand on the page until the parts that take their place are measured.
REPLACED = {"embedded": "stock", "mnist": "full", "look": "single"}


def known() -> dict[str, Any]:
    """Return what was measured, by part."""
    return dict(json.loads(RESULTS.read_text(encoding="utf-8"))) if RESULTS.is_file() else {}


def add(part: str, numbers: Mapping[str, float], machine: str) -> None:
    """Keep the numbers of a part, with the machine that they were measured on."""
    measured = known()
    rounded = {name: float(f"{value:.4g}") for name, value in numbers.items()}
    measured.pop(REPLACED.get(part, ""), None)
    measured[part] = {"machine": machine, "numbers": rounded}
    RESULTS.write_text(json.dumps(measured, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def write_page() -> None:
    """Write the page and its pictures."""
    measured = known()
    PAGE.write_text(page(measured), encoding="utf-8")
    draw({name: part["numbers"] for name, part in measured.items()})


def page(measured: Mapping[str, Any]) -> str:
    """Return the page; a part that was not measured is not in it."""
    lines = [
        "# Performance",
        "",
        "Made by `make bench`; do not edit. What is compared was measured one after the other, in one",
        "run on the same machine. Below each part stands which commit it is of, and the machine.",
        "",
    ]
    for name, write in SECTIONS.items():
        if name in measured:
            lines += [*write(measured[name]["numbers"]), "", f"*{measured[name]['machine']}*", ""]
    left = ["## Where the rest goes", LEFT, "## Tried, without gain", TRIED]
    return "\n".join([*lines, *left])


def _classes(title: str, picture: str, numbers: Mapping[str, float]) -> list[str]:
    wall, processor = (seconds(numbers, what) for what in ("wall", "processor"))
    sizes = sorted({size for by_size in wall.values() for size in by_size})
    apart = {name: told_apart(by_size) for name, by_size in wall.items()}
    spent = {name: told_apart(by_size) for name, by_size in processor.items()}
    ours = apart["present"][1]
    names = [name for name in NAMES if name in wall]
    several = ", ".join(map(str, sizes[:-1])) + f" and {sizes[-1]}" if sizes[1:] else str(sizes[0])
    return [
        f"## {title}",
        "",
        f"Both assignments in classes of {several}. All submissions are right, each with its own code.",
        "What starting costs, and what each submission does, is told apart by the sizes of classes.",
        "All but the kit run asserts in the process of student code: nothing protects the grades.",
        "The builds of the kit took turns, medians; the others ran once.",
        "",
        "| | one submission, s | times as long | of the processor, s | starting, s |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {NAMES[name]} | {apart[name][1]:.1f} | {apart[name][1] / ours:.1f} "
            f"| {spent[name][1]:.1f} | {apart[name][0]:.0f} |"
            for name in names
        ),
        "",
        "Seconds for a whole class, both assignments:",
        "",
        f"| | {' | '.join(f'class of {size}' for size in sizes)} |",
        f"|---|{'---:|' * len(sizes)}",
        *(
            f"| {NAMES[name]} | "
            + " | ".join(f"{wall[name][size]:.0f}" if size in wall[name] else "" for size in sizes)
            + " |"
            for name in names
        ),
        "",
        *_slower(wall, processor),
        "",
        f"![Seconds a submission](images/{picture}.svg)",
    ]


def _slower(
    wall: Mapping[str, Mapping[int, float]], processor: Mapping[str, Mapping[int, float]]
) -> list[str]:
    """Say where another one is faster."""
    found = []
    for what, times in (("by the clock", wall), ("of the processor", processor)):
        for peer in (name for name in PEERS if name in times):
            for size, theirs in sorted(times[peer].items()):
                ours = times["present"].get(size)
                if ours is not None and ours > theirs:
                    found.append(
                        f"- A class of {size}: {NAMES[peer].partition(':')[0]} takes "
                        f"{theirs:.0f} s {what}, the kit {ours:.0f} s."
                    )
    if not found:
        return [
            "None of the others is faster in any of these classes, by the clock or the processor."
        ]
    return ["Slower than others:", "", *found]


def _by_build(numbers: Mapping[str, float], key: str, digits: int) -> str:
    """Return cells of a table: the earlier commit, this one, and how many times as much that is."""
    before, now = numbers[f"base {key}"], numbers[f"present {key}"]
    return f"{before:.{digits}f} | {now:.{digits}f} | {now / before:.2f} |"


COMPARED = ["| | bd94a7a | now | times |", "|---|---:|---:|---:|"]


def _parent(numbers: Mapping[str, float]) -> list[str]:
    return [
        "## The leading process",
        "",
        "Processor seconds of the process that leads a class for one more submission, where evidence",
        "and verdicts are there: reading, gradebook, nbgrader's conversion, report. All else can be on",
        "other cores and machines, so that this says how many workers one process can keep busy.",
        "",
        *COMPARED,
        *(f"| `{one}` | {_by_build(numbers, one, 3)}" for one in ASSIGNMENTS),
    ]


def _apart(numbers: Mapping[str, float]) -> list[str]:
    return [
        "## All but training",
        "",
        "Processor seconds for one more submission that has no training: cells, figures, judging.",
        "",
        *COMPARED,
        *(f"| `{one}` | {_by_build(numbers, one, 2)}" for one in ASSIGNMENTS),
    ]


def _memory(numbers: Mapping[str, float]) -> list[str]:
    rows = [
        f"| {words}, `{one}`, MiB | {_by_build(numbers, f'{one} MiB of {what}', digits)}"
        for words, what, digits in (
            ("a class", "memory", 0),
            ("a worker", "a worker", 0),
            ("evidence of a submission", "evidence", 1),
        )
        for one in ASSIGNMENTS
    ]
    return [
        "## Memory and disk",
        "",
        f"A class of {numbers['students']:.0f} with {numbers['workers']:.0f} workers: most memory of",
        "all processes together and of the largest worker, as proportional set size: what several",
        "share counts in part for each. And the evidence that is kept.",
        "",
        *COMPARED,
        *rows,
    ]


def _look(numbers: Mapping[str, float]) -> list[str]:
    looks = [name.removeprefix("present ") for name in numbers if name.startswith("present ")]
    return [
        "## A first look",
        "",
        "Seconds until there is feedback on a finished notebook, `mnist_sgd`: `autograder check` in a",
        "terminal, and for how long a kernel is busy with a check, the one after the other.",
        "",
        *COMPARED,
        *(
            f"| {'' if one.startswith('auto') else 'a kernel, '}{one} | {_by_build(numbers, one, 1)}"
            for one in looks
        ),
    ]


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
        f"Judging again is {numbers['regrade ratio']:.0f} times faster than grading.",
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


def _bare(numbers: Mapping[str, float]) -> list[str]:
    rows = []
    for assignment in sorted(
        name.removesuffix(" training") for name in numbers if "training" in name
    ):
        training, whole = (numbers[f"{assignment} {one}"] for one in ("training", "submission"))
        rows.append(f"| `{assignment}` | {training:.1f} | {whole:.1f} | {whole / training:.2f} |")
    return [
        "## Beside the bare training",
        "",
        "Processor seconds on the embedded images: of the training that an assignment is about, by the",
        "reference with Keras alone, and of one more submission in a class, all checks among it.",
        "",
        "| assignment | the training | a submission | times |",
        "|---|---:|---:|---:|",
        *rows,
    ]


def _steps(numbers: Mapping[str, float]) -> list[str]:
    return [
        "## Where a submission's processor time goes",
        "",
        "Seconds in the process that runs a reference, by its steps. The judge takes its own besides.",
        "",
        "| assignment | all, s | steps, s |",
        "|---|---:|---|",
        *steps.rows(dict(numbers)),
    ]


SECTIONS = {
    "embedded": lambda n: _classes("A class, embedded images", "bench-embedded", n),
    "mnist": lambda n: _classes("A class, all of MNIST", "bench-full", n),
    "stock": lambda n: _stock("Embedded images", "bench-embedded", n),
    "full": lambda n: _stock("All of MNIST", "bench-full", n),
    "single": _single,
    "look": _look,
    "parent": _parent,
    "apart": _apart,
    "memory": _memory,
    "sizes": _sizes,
    "ways": _ways,
    "cluster": _cluster,
    "isolation": _isolation,
    "floor": _floor,
    "bare": _bare,
    "steps": _steps,
}


def draw(measured: Mapping[str, Mapping[str, float]]) -> None:
    """Draw seconds a submission as bars, for each data set that was measured."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "autograder"
    import matplotlib.pyplot as plt

    for part, picture in (("embedded", "bench-embedded"), ("mnist", "bench-full")):
        if part not in measured:
            continue
        by_system = seconds(measured[part], "wall")
        names = [name for name in NAMES if name in by_system]
        values = [told_apart(by_system[name])[1] for name in names]
        labels = ["autograder grade" if name == "present" else name for name in names]
        labels = ["bd94a7a" if name == "base" else name for name in labels]
        figure, axes = plt.subplots(figsize=(7, 0.8 + 0.45 * len(names)), layout="constrained")
        bars = axes.barh(labels, values, color=[OURS, *[OTHERS] * (len(names) - 1)])
        axes.bar_label(bars, fmt="%.1f s", padding=4)
        axes.set_xlim(0, 1.15 * max(values))
        axes.invert_yaxis()
        axes.set_xlabel("Seconds a submission")
        axes.spines[["top", "right"]].set_visible(False)
        figure.savefig(PICTURES / f"{picture}.svg", metadata={"Date": None})
        plt.close(figure)
