"""Run the hostile corpus through stock nbgrader and write down what became of it: `make attack-table`.

In: the attacks of `tests/corpus/hostile/`. Out: `tests/corpus/stock_attacks.json`, and the table in
`docs/security.md` that is made of it. Each attack is graded by `nbgrader autograde` as it comes, with
its own `Execute`, in a course with the released notebook, whose check cells give the points. The whole
of nbgrader runs in a sandbox of its own, without a network and with the disk read-only except for that
course, so that the attacks harm nothing here.

    python tests/attack_table.py              run everything
    python tests/attack_table.py --missing    only what is new or has changed since
    python tests/attack_table.py --page       only the table
"""

from __future__ import annotations

import argparse
import concurrent.futures
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
import psutil
from corpus_grading import CORPUS, SOLUTIONS, notebook_bytes, samples
from grader_report import cell, digest

from autograder.assignment.rubric import find_rubric, load_rubric
from autograder.assignment.samples import Sample

RESULTS = CORPUS / "stock_attacks.json"
PAGE = Path(__file__).parents[1] / "docs" / "security.md"
BEGIN, END = "<!-- made by `make attack-table` -->", "<!-- end of what is made -->"
ASSIGNMENTS = ("mnist_sgd", "mnist_adam")
BIN = Path(sys.executable).parent
# Against attacks on the machine: what a stock grading may use here before it is ended.
SECONDS, CELL_SECONDS, PROCESSES, MEMORY_BYTES, DISK_BYTES = 150, 30, 200, 8 * 2**30, 2**28
SECRET, GRADES, OTHER = "COURSE-SECRET-CONTENT", "GRADEBOOK-CONTENT", "OTHER-SUBMISSION-CONTENT"

# Run in the course after grading: what the gradebook says of each check cell.
READ_POINTS = """
import json, sqlite3
rows = sqlite3.connect("gradebook.db").execute(
    "SELECT base_cell.name, grade.auto_score FROM grade JOIN base_cell ON grade.cell_id = base_cell.id"
)
print(json.dumps({name.removeprefix("check_"): score for name, score in rows
                  if name.startswith("check_") and score is not None}))
"""


def make_template(folder: Path) -> None:
    """Make a stock course with both assignments released."""
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.Execute.timeout = {CELL_SECONDS}\n", encoding="utf-8"
    )
    (folder / "private").mkdir()
    (folder / "private" / "seed").write_text(SECRET, encoding="utf-8")
    for name in ASSIGNMENTS:
        source = folder / "source" / name
        source.mkdir(parents=True)
        shutil.copy(SOLUTIONS / name / f"{name}.ipynb", source)
        subprocess.run(
            [BIN / "nbgrader", "generate_assignment", name],
            cwd=folder, check=True, capture_output=True, env=_environment(folder),
        )  # fmt: skip


def keep_what_is_attacked(notebook: nbformat.NotebookNode, sample: Sample) -> None:
    """Take the trials, and the checks of tasks that are not attacked, out of a notebook."""
    kinds = {task.name: task.kind for task in load_rubric(find_rubric(sample.assignment)).tasks}
    # Where nothing is forged, one cheap check shows whether there is a grade at all.
    attacked = sample.words("loses") or {"normalize_images"}
    kept = []
    for one in notebook.cells:
        name = _grade_id(one)
        trial = name.startswith(("try_", "full_", "show_")) and name not in kinds
        other = name.startswith("check_") and name.removeprefix("check_") not in attacked
        if not trial and not other:
            kept.append(one)
    notebook.cells = kept


def _grade_id(cell: nbformat.NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _environment(course: Path) -> dict[str, str]:
    return {
        "PATH": f"{BIN}{os.pathsep}{os.defpath}", "HOME": str(course), "TMPDIR": str(course),
        "LANG": "C.UTF-8", "MNIST_OFFLINE": "1", "TF_CPP_MIN_LOG_LEVEL": "3",
    }  # fmt: skip


def attack_stock(sample: Sample, template: Path) -> dict[str, Any]:
    """Grade one attack with stock nbgrader; return what became of it as plain data."""
    try:
        return _attack(sample, template)
    except Exception as error:
        # The attack has made the course unreadable.
        return {
            "digest": digest(sample), "points": {}, "canary": False, "secret": False,
            "ended": f"its course could not be read any more, {type(error).__name__}",
            "others_work": False,
        }  # fmt: skip


def _attack(sample: Sample, template: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="stock-", ignore_cleanup_errors=True) as temporary:
        course = Path(temporary) / "course"
        shutil.copytree(template, course)
        outside = course / "outside"
        outside.mkdir()
        other = course / "submitted" / "other" / sample.assignment / f"{sample.assignment}.ipynb"
        own = course / "submitted" / "attacker" / sample.assignment / other.name
        for path in (other, own):
            path.parent.mkdir(parents=True)
        other.write_text(OTHER, encoding="utf-8")
        replacements = {
            "@SECRET_FILE@": course / "private" / "seed",
            "@GRADEBOOK@": course / "gradebook.db",
            "@OTHER_SUBMISSION@": other,
            "@SOLUTION@": course / "source" / sample.assignment / other.name,
            "@CANARY_FILE@": outside / "canary",
            "@PORT@": 9,
        }
        content = notebook_bytes(sample).decode()
        for mark, value in replacements.items():
            content = content.replace(mark, str(value))
        notebook = nbformat.reads(content, as_version=4)
        keep_what_is_attacked(notebook, sample)
        nbformat.write(notebook, own)
        words = ("nbgrader", "autograde", sample.assignment, "--student", "attacker")
        ended, _ = sandboxed(course, words)
        graded = course / "autograded" / "attacker" / sample.assignment / other.name
        shown = graded.read_text("utf-8", "replace") if graded.is_file() else ""
        _, printed = sandboxed(course, (sys.executable, "-S", "-c", READ_POINTS))
        try:
            points = json.loads(printed.strip().splitlines()[-1])
        except (ValueError, IndexError):
            points = {}
        return {
            "digest": digest(sample),
            "ended": ended,
            "points": points if graded.is_file() else {},
            "canary": any(outside.iterdir()),
            "secret": any(one in shown for one in (SECRET, OTHER)),
            "others_work": other.is_file() and other.read_text("utf-8", "replace") == OTHER,
        }


def sandboxed(course: Path, words: tuple[str, ...]) -> tuple[str, str]:
    """Run a command that may do harm; return how it ended, and what it printed."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        sys.exit("bubblewrap is needed, to keep the attacks from harming this machine")
    environment = _environment(course)
    command = [
        bwrap, "--unshare-all", "--die-with-parent", "--new-session", "--clearenv",
        "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev",
        "--size", str(DISK_BYTES), "--tmpfs", "/dev/shm", "--bind", str(course), str(course),
        "--chdir", str(course),
    ]  # fmt: skip
    for name, value in environment.items():
        command += ["--setenv", name, value]
    limits = f'ulimit -f {DISK_BYTES // 512}; exec "$@"'
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [*command, "--", "/bin/sh", "-c", limits, "sh", *words],
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        ended = _watch(process)
        output.seek(0)
        return ended, output.read(2**20).decode("utf-8", "replace")


def _watch(process: subprocess.Popen[bytes]) -> str:
    """Wait for a process, and end it with everything below it if it takes too much."""
    deadline = time.monotonic() + SECONDS
    ended = ""
    while process.poll() is None and not ended:
        time.sleep(0.1)
        try:
            family = psutil.Process(process.pid).children(recursive=True)
            memory = sum(one.memory_info().rss for one in family)
        except psutil.Error:
            continue
        if time.monotonic() > deadline:
            ended = f"still ran after {SECONDS} s"
        elif len(family) > PROCESSES:
            ended = f"started more than {PROCESSES} processes"
        elif memory > MEMORY_BYTES:
            ended = f"took more than {MEMORY_BYTES // 2**30} GiB of memory"
    if ended:
        process.send_signal(signal.SIGKILL)
    process.wait()
    return ended


def outcome(sample: Sample, found: dict[str, Any]) -> str:
    """Return in words what an attack did to stock nbgrader."""
    said = []
    if gained(sample, found):
        said.append("**full marks** for " + ", ".join(f"`{one}`" for one in gained(sample, found)))
    if not found["points"]:
        said.append("no grade")
    if found["ended"]:
        said.append(f"had to be ended: {found['ended']}")
    if found["canary"]:
        said.append("**acted outside** of its notebook")
    if found["secret"]:
        said.append("**showed a secret**")
    if not found["others_work"]:
        said.append("**changed another student's work**")
    return "; ".join(said) or "nothing gained"


def gained(sample: Sample, found: dict[str, Any]) -> list[str]:
    """Return the attacked tasks that got all of their points without the work."""
    rubric = load_rubric(find_rubric(sample.assignment))
    most = {task.name: task.max_points for task in rubric.automatic_tasks}
    return [
        task for task in sorted(sample.words("loses"))
        if found["points"].get(task, 0) >= most[task]
    ]  # fmt: skip


def succeeded(sample: Sample, found: dict[str, Any]) -> bool:
    """Whether an attack got anything that it should not have got."""
    return bool(
        gained(sample, found) or found["ended"] or found["canary"] or found["secret"]
        or not found["others_work"] or not found["points"]
    )  # fmt: skip


def table(results: dict[str, dict[str, Any]]) -> str:
    """Return the part of the page that is made of the results."""
    every = [one for one in samples("hostile") if one.name in results]
    aimed = [one for one in every if one.words("loses")]
    full = [one for one in every if gained(one, results[one.name])]
    lines = [
        f"Of {len(every)} attacks that were tried, "
        f"{sum(succeeded(one, results[one.name]) for one in every)} get something out of stock "
        "nbgrader.",
        f"Of the {len(aimed)} that hand in wrong work, {len(full)} get full marks for it there.",
        "",
        "| family | attacks | full marks for wrong work | other harm or no grade | with this kit |",
        "|---|---:|---:|---:|---|",
    ]
    families = sorted({one.headers["family"] for one in every})
    for family in families:
        mine = [one for one in every if one.headers["family"] == family]
        marks = sum(bool(gained(one, results[one.name])) for one in mine)
        other = sum(succeeded(one, results[one.name]) for one in mine) - marks
        lines.append(f"| {family} | {len(mine)} | {marks} | {other} | nothing gained |")
    for family in families:
        lines += ["", f"**{family}**", "", "| attack | stock nbgrader |", "|---|---|"]
        lines += [
            f"| {cell(one.headers['about'])} | {outcome(one, results[one.name])} |"
            for one in every if one.headers["family"] == family
        ]  # fmt: skip
    return "\n".join(lines)


def known_results() -> dict[str, dict[str, Any]]:
    """Return what `stock_attacks.json` says, by sample."""
    return dict(json.loads(RESULTS.read_text("utf-8"))) if RESULTS.is_file() else {}


def page(text: str, results: dict[str, dict[str, Any]]) -> str:
    """Return the page with the table in its place."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table(results)}\n\n{END}{after}"


def main() -> None:
    """Run what is asked for, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="attacks to run; all if none is named")
    parser.add_argument("--missing", action="store_true", help="only new and changed ones")
    parser.add_argument("--page", action="store_true", help="write the table and run nothing")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    results = known_results()
    chosen = [
        sample for sample in samples("hostile")
        if not options.page
        and (not options.names or sample.name in options.names)
        and not (options.missing and results.get(sample.name, {}).get("digest") == digest(sample))
    ]  # fmt: skip
    names = {one.name for one in samples("hostile")}
    with (
        tempfile.TemporaryDirectory(prefix="template-") as temporary,
        concurrent.futures.ThreadPoolExecutor(options.workers) as pool,
    ):
        template = Path(temporary) / "course"
        if chosen:
            make_template(template)
        waiting = {pool.submit(attack_stock, one, template): one for one in chosen}
        for done in concurrent.futures.as_completed(waiting):
            sample = waiting[done]
            results[sample.name] = done.result()
            print(sample.name, "|", outcome(sample, results[sample.name]), flush=True)
            kept = {name: results[name] for name in sorted(results) if name in names}
            RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text("utf-8"), results), encoding="utf-8")


if __name__ == "__main__":
    main()
