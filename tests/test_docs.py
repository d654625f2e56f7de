"""What the documentation names exists, and every command that it shows is run by a test.

The commands of the tutorial are run here, one after another, as a reader would; some more of the other
pages after them, in the same course. What is not run here stands in `NOT_RUN_HERE`, with the reason and
with what runs it instead. A command that is in none of the three fails a test.
"""

from __future__ import annotations

import dataclasses
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import check_tables
import pytest
import yaml
from quick_commands import shims

from autograder.assignment.samples import read_sample
from autograder.course.directory import Course, make_course
from autograder.demo import showcase, tour
from autograder.doors.cli import parser

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
OUTSIDE = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES = [*OUTSIDE, *sorted((ROOT / "docs").glob("*.md"))]
TUTORIAL = ROOT / "docs" / "tutorial.md"
BIN = Path(sys.executable).parent

# First words that make a line of a block, or a piece of text between backticks, a command.
PROGRAMS = {
    ".", "apt", "autograder", "bwrap", "cat", "cd", "conda", "dask", "dnf", "export", "git", "jupyter",
    "kubectl", "ls", "make", "mkdocs", "nbgrader", "pip", "pytest", "python", "python3", "sbatch",
    "srun", "unzip",
}  # fmt: skip
SHELLS = ("sh", "console", "powershell")
# Blocks that show no commands.
OTHER_LANGUAGES = ("csv", "html", "json", "python", "text", "toml", "yaml")
# Stands for a word that the reader chooses.
PLACEHOLDER = re.compile(r"[A-Z][A-Z_]*")

# The tutorial's class is smaller here: one student with mistakes, and one who did nothing.
TUTORIAL_CLASS = ("alan_sgd", "blank_sgd")
ABSENT = ("ada", "emmy", "george", "grace", "kurt")

# Run after those of the tutorial, in its course.
MORE_COMMANDS = """\
autograder --help
autograder --version
autograder roster add gradebook.csv
autograder roster
autograder collect mnist_sgd submissions.zip --roster gradebook.csv --replace
autograder attempts alan
autograder attempts --count best
autograder attempts alan --count 1
autograder attempts --count last
autograder grade mnist_sgd --student alan
autograder check submitted/blaise/mnist_sgd/mnist_sgd.ipynb --course . || test $? = 1
nbgrader export
nbgrader generate_feedback mnist_sgd --force
autograder return canvas mnist_sgd
autograder report mnist_sgd --anonymous
autograder store
autograder store --older-than 90
autograder store --limit 0
autograder --print-completion bash > completion.sh
MNIST_OFFLINE=1 MNIST_FULL=1 python -c 'import autograder.data as d; print(d.load_mnist()[0][0].shape)'
"""


@dataclasses.dataclass(frozen=True)
class NotRun:
    """A command that is not run here.

    Attributes:
        command: The command; words in capitals stand for any word.
        why: Why it is not run here as it is.
        instead: What runs it, or its substance: a test as `file::name`, or a file that CI runs and
            that contains the command; "" if nothing can.
    """

    command: str
    why: str
    instead: str = ""


NOT_RUN_HERE = (
    # The kit's own make.
    NotRun("git clone URL mnist-keras", "the tests run in a clone", ".ci/run"),
    NotRun("make demo", "takes minutes", ".ci/run"),
    NotRun("make PYTHON=python3.12 demo", "installs everything anew; `make demo` is run", ".ci/run"),
    NotRun("make test", "is what runs this", ".ci/run"),
    NotRun("CORPUS=all make test", "takes an hour", "test_corpus.py"),
    NotRun("CORPUS=2/5 make test", "takes half an hour", "test_corpus.py"),
    NotRun("FULL_MNIST=FILE make test", "is a part of `make test` where the file is", ".ci/run"),
    NotRun("make corpus TASK=normalize_images", "another test runs what it runs",
           "test_try_corpus.py::test_a_change_that_is_right_has_nothing_to_report"),
    NotRun("make corpus TASK=normalize_images WRITE=1", "writes into the kit",
           "test_try_corpus.py::test_what_differs_is_entered_when_that_is_asked_for"),
    NotRun("autograder verify --set-points", "another test runs it",
           "course/test_rubric_change.py::test_the_points_of_the_rubric_are_set_in_the_notebook"),
    NotRun("make check", "is lint, types, in-step and test", ".ci/run"),
    NotRun("make in-step", "compares the whole tree with git", ".ci/run"),
    NotRun("make release", "writes into the kit; `in-step` does it", ".ci/run"),
    NotRun("make bundle", "is `autograder bundle`", "doors/test_bundle.py::bundle"),
    NotRun("make docs", "is `mkdocs build`", "test_site.py::site"),
    NotRun("make pictures COURSE=demo-course", "takes the demo, and writes into the kit",
           "test_pictures.py::today"),
    NotRun("make bench", "takes hours"),
    NotRun("make grader-report", "takes half an hour; a part is graded in each run",
           "test_grader_report.py::test_the_page_is_in_step_with_the_verdicts"),
    NotRun("python tests/thresholds.py", "takes hours; its page is compared",
           "test_thresholds.py::test_the_page_is_in_step_with_the_measurements"),
    # Installation.
    NotRun(". .venv/bin/activate", "the tests run in the environment that `make` has made", ".ci/run"),
    NotRun("apt install bubblewrap", "changes the machine", ".ci/run"),
    NotRun("dnf install bubblewrap", "needs another system"),
    NotRun("sudo apt install apparmor-profiles", "changes the machine"),
    NotRun("sudo cp /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/",
           "changes the machine"),
    NotRun("sudo apparmor_parser --replace /etc/apparmor.d/bwrap-userns-restrict",
           "changes the machine",
           "sandbox/test_isolation.py::test_the_doctor_shows_bubblewrap_s_own_words_and_what_allows_it"),
    NotRun("conda env create --file environment.yml", "needs conda",
           "test_environment.py::test_conda_and_pip_install_the_same_packages_within_the_same_bounds"),
    NotRun("conda activate autograder", "needs conda"),
    NotRun("conda create --name mnist python=3.12", "needs conda"),
    NotRun("conda activate mnist", "needs conda"),
    NotRun("python3 -m venv ~/uv", "for a system with another Python"),
    NotRun("~/uv/bin/pip install uv", "for a system with another Python"),
    NotRun("~/uv/bin/uv python install 3.13", "downloads a Python"),
    NotRun('make demo PYTHON="$(~/uv/bin/uv python find 3.13)"', "installs everything anew", ".ci/run"),
    NotRun("python3 -m venv .venv", "`make` does it", "Makefile"),
    NotRun('python -m pip install ".[notebook]"', "installs everything anew",
           "doors/test_bundle.py::test_the_kit_in_it_installs_and_checks_without_anything_of_linux"),
    NotRun("pip install PACKAGE", "installs what a class asks for"),
    NotRun("make versions WRITE=1", "installs everything anew, in three environments",
           "test_versions.py::test_the_page_is_in_step_with_what_was_found"),
    NotRun("make answers", "takes an hour; a part is graded in each run",
           "test_answers.py::test_the_pages_are_in_step_with_the_answers"),
    NotRun("make mutants", "takes hours; a part is graded in each run",
           "test_mutants.py::test_the_page_is_in_step_with_what_was_graded"),
    NotRun('python -m pip install ".[cluster]"', "the tests' environment has the extra",
           "test_environment.py::test_the_lock_has_what_the_makefile_needs"),
    NotRun("python3 start.py", "installs everything anew, and opens a browser",
           "doors/test_bundle.py::test_the_way_to_start_needs_nothing_but_python"),
    NotRun("python3 start.py mnist_adam.ipynb", "installs everything anew, and opens a browser",
           "doors/test_bundle.py::test_options_go_to_jupyter_and_commands_to_the_kit"),
    NotRun("python3 start.py check NOTEBOOK", "installs everything anew; it is `autograder check`",
           "doors/test_agreement.py::test_the_command_gives_the_same_points"),
    # Other tests run these.
    NotRun("autograder doctor", "another test runs it",
           "course/test_doctor.py::test_nothing_is_possible_in_the_sandbox"),
    NotRun("autograder demo DIR", "another test runs it, with a smaller class",
           "sandbox/test_without_sandbox.py::test_the_demo_goes_on_and_says_why_it_may"),
    NotRun("autograder check mnist_sgd.ipynb", "another test runs it",
           "doors/test_agreement.py::test_the_command_gives_the_same_points"),
    NotRun("autograder check NOTEBOOK --json FILE", "another test runs it",
           "doors/test_agreement.py::test_the_command_gives_the_same_points"),
    NotRun("autograder check source/mnist_sgd/mnist_sgd.ipynb --course .",
           "takes long to train; another file is checked here in the same way",
           "doors/test_agreement.py::test_pytest_gives_the_same_points"),
    NotRun("pytest mnist_sgd.ipynb", "another test runs it",
           "doors/test_agreement.py::test_pytest_gives_the_same_points"),
    NotRun("nbgrader autograde mnist_sgd", "another test runs it",
           "doors/test_agreement.py::test_nbgrader_and_grade_give_the_same_points_in_a_course"),
    NotRun("autograder grade mnist_sgd --without-isolation", "another test runs it",
           "sandbox/test_without_sandbox.py::test_what_is_graded_all_the_same_says_so"),
    NotRun("autograder grade mnist_sgd --scheduler ADDRESS", "needs a cluster",
           "course/test_cluster.py::"
           "test_a_killed_worker_loses_nothing_and_grades_are_those_of_one_machine"),
    NotRun("dask scheduler --port 8786", "runs until it is stopped", "course/test_cluster.py::dask"),
    NotRun("dask worker ADDRESS --nthreads 8", "runs until it is stopped",
           "course/test_cluster.py::dask"),
    NotRun("autograder export moodle mnist_sgd --table FILE", "other tests run it",
           "platforms/test_export.py::test_moodle_gets_its_worksheet_back"),
    NotRun("autograder export brightspace mnist_sgd --table FILE", "other tests run it",
           "platforms/test_sheet.py::test_brightspace"),
    NotRun("autograder export blackboard mnist_sgd --table FILE", "other tests run it",
           "platforms/test_sheet.py::test_blackboard"),
    NotRun("autograder export sakai mnist_sgd --table FILE", "other tests run it",
           "platforms/test_sheet.py::test_sakai"),
    NotRun("autograder export openedx mnist_sgd --table FILE", "other tests run it",
           "platforms/test_sheet.py::test_open_edx"),
    NotRun("autograder return moodle mnist_sgd", "another test runs it",
           "platforms/test_recorded.py::test_moodle_by_the_number_of_this_assignment"),
    NotRun("autograder return brightspace mnist_sgd", "another test runs it",
           "platforms/test_recorded.py::test_brightspace_takes_the_folder_of_the_graded_attempt"),
    NotRun("autograder return blackboard mnist_sgd", "another test runs it",
           "platforms/test_give_back.py::test_blackboard"),
    NotRun("autograder return gradescope mnist_sgd", "another test runs it",
           "platforms/test_give_back.py::test_gradescope_takes_no_files_back"),
    NotRun("autograder export gradescope mnist_sgd", "another test runs it",
           "platforms/test_export.py::test_the_command_exports_from_the_gradebook_and_the_reports"),
    NotRun("autograder export junit mnist_sgd", "another test runs it",
           "platforms/test_export.py::test_the_command_exports_from_the_gradebook_and_the_reports"),
    NotRun("nbgrader export --exporter=autograder.doors.nbgrader_exporters.CanvasExport "
           "--CanvasExport.roster=gradebook.csv",
           "another test runs it",
           "platforms/test_export.py::test_the_command_of_nbgrader_takes_the_plugin_and_its_roster"),
    NotRun("autograder bundle --course . --colab https://example.org/dl101/", "another test runs it",
           "doors/test_browser_bundle.py::test_the_cell_installs_from_the_address"),
    NotRun("autograder package gradescope mnist_sgd", "another test runs it",
           "doors/test_gradescope_container.py::test_the_package_has_the_published_layout"),
    NotRun("python -m pip install ./kit", "another test installs it from a bundle",
           "doors/test_bundle.py::test_the_kit_in_it_installs_and_checks_without_anything_of_linux"),
    NotRun("python -m pytest mnist_sgd.ipynb", "another test runs it",
           "doors/test_agreement.py::test_pytest_gives_the_same_points"),
    NotRun("cp -r path/to/the/kit/examples/fashion_mnist/. .", "another test copies it",
           "assignment/test_own_assignment.py::course"),
    NotRun("autograder verify fashion_mnist", "runs with the example's course only",
           "assignment/test_own_assignment.py::test_a_check_beside_the_source_notebook_is_reported"),
    NotRun("nbgrader generate_assignment fashion_mnist", "another test runs it",
           "assignment/test_own_assignment.py::course"),
    NotRun("autograder check source/fashion_mnist/fashion_mnist.ipynb --course .",
           "the reference is graded in a class there",
           "assignment/test_own_assignment.py::test_right_work_has_full_points"),
    NotRun("autograder regrade fashion_mnist", "another test runs it",
           "assignment/test_own_assignment.py::test_changed_own_checks_are_judged_on_kept_evidence"),
    NotRun("autograder package gradescope fashion_mnist", "another test packs it",
           "assignment/test_own_assignment.py::test_a_package_for_gradescope_holds_the_own_checks"),
    NotRun("pytest fashion_mnist.ipynb", "the self-check is tested there",
           "assignment/test_own_assignment.py::test_a_self_check_judges_what_the_kit_knows"),
    NotRun("apt install dataset-fashion-mnist", "changes the machine; its data are used where they are",
           "assignment/test_own_assignment.py::test_debians_package_is_the_data_set_of_the_example"),
    NotRun("autograder verify until_99_percent", "another test does what it does",
           "assignment/test_existing_assignment.py::test_verify_finds_nothing_amiss"),
    NotRun("cp -r path/to/the/kit/examples/mnist_variants/. .", "another test copies it",
           "variant_class.py::make_course"),
    NotRun("autograder verify mnist_variants --thresholds", "another test measures two variants",
           "course/test_each_variant.py::test_the_accuracy_of_each_variant_is_measured"),
    NotRun("nbgrader generate_assignment mnist_variants", "another test runs what it runs",
           "variant_class.py::make_course"),
    NotRun("autograder release mnist_variants --per-student", "another test runs it",
           "course/test_own_variants.py::test_the_command_releases_to_everybody"),
    NotRun("autograder release ASSIGNMENT --per-student --platform moodle --table FILE",
           "another test runs what it runs",
           "platforms/test_hand_out.py::test_moodle_by_its_worksheet"),
    NotRun("autograder release ASSIGNMENT --per-student --platform canvas --download FILE",
           "another test runs what it runs", "platforms/test_hand_out.py::test_canvas_by_its_download"),
    NotRun("autograder release ASSIGNMENT --per-student --platform brightspace --download FILE",
           "another test runs what it runs",
           "platforms/test_hand_out.py::test_brightspace_by_its_download"),
    NotRun("autograder release ASSIGNMENT --per-student --platform blackboard",
           "another test runs what it runs",
           "platforms/test_hand_out.py::test_blackboard_by_user_names"),
    NotRun("autograder check NOTEBOOK --course . --student ID", "another test grades one so",
           "course/test_own_variants.py::test_one_notebook_is_checked_as_a_students"),
    NotRun("autograder late", "needs a course with rules on late work",
           "course/test_penalties.py::test_a_changed_policy_needs_no_grading"),
    NotRun("autograder late --write", "needs a course with rules on late work",
           "course/test_penalties.py::test_a_changed_policy_needs_no_grading"),
    NotRun("autograder late mnist_sgd", "needs a course with rules on late work",
           "course/test_penalties.py::test_a_changed_policy_needs_no_grading"),
    NotRun("python tests/measure_similarity.py", "another test measures it",
           "course/test_likeness.py::test_copies_are_found_and_nothing_else"),
    NotRun("autograder mark mnist_sgd", "runs until it is stopped",
           "doors/test_marking_server.py::"
           "test_the_command_says_where_the_page_is_and_ends_by_ctrl_c"),
    NotRun("autograder mark ASSIGNMENT", "runs until it is stopped",
           "doors/test_marking_server.py::"
           "test_the_command_says_where_the_page_is_and_ends_by_ctrl_c"),
    # nbgrader's and Jupyter's own.
    NotRun("nbgrader generate_assignment mnist_sgd --force", "`make release` runs it so", ".ci/run"),
    NotRun("jupyter lab", "runs until it is stopped"),
    NotRun("jupyter lab mnist_sgd.ipynb", "runs until it is stopped"),
    NotRun("nbgrader collect", "needs an exchange folder that several users share"),
    NotRun("nbgrader zip_collect", "is nbgrader's own; `autograder collect` is run"),
    NotRun("export MNIST_FULL=1", "may look for a network",
           "data/test_data.py::test_all_of_mnist_is_loaded_only_when_asked_for"),
    NotRun("export MNIST_OFFLINE=1", "is set in all tests", "data/test_data.py"),
    NotRun("export MNIST_PATH=/absolute/path/mnist.npz", "needs all of MNIST",
           "data/test_data.py::test_all_of_mnist_by_mnist_path"),
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Block:
    """A fenced block of a page.

    Attributes:
        language: Its language, or "".
        text: What is in it, without the indentation of the fence.
    """

    language: str
    text: str

    @property
    def commands(self) -> list[str]:
        """The commands in it, one a line; comments and what they print are left out."""
        if self.language in OTHER_LANGUAGES:
            return []
        lines = [line.rstrip() for line in re.sub(r"\s*\\\n\s*", " ", self.text).splitlines()]
        if self.language == "console" or any(line.startswith("$ ") for line in lines):
            lines = [line[2:] for line in lines if line.startswith("$ ")]
        elif self.language not in SHELLS:
            lines = [line for line in lines if is_command(line)]
        return [line for line in map(without_comment, lines) if line]


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page in their order."""
    found = re.findall(
        r"^( *)```([a-z]*)[^\n]*\n(.*?)^ *```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return [
        Block(language, re.sub(rf"^{indent}", "", text, flags=re.MULTILINE))
        for indent, language, text in found
    ]


def is_command(text: str) -> bool:
    """Say whether a text begins with the name of a program, or sets a variable for one."""
    words = text.split()
    while words and re.fullmatch(r"[A-Z_]+=\S+", words[0]):
        words = words[1:]
    return len(words) > 1 and words[0] in PROGRAMS


def without_comment(line: str) -> str:
    return re.sub(r"(^|\s+)#.*", "", line).strip()


def commands(page: Path) -> list[str]:
    """Return the commands in the blocks of a page, and those between backticks in its text."""
    text = re.sub(r"^ *```.*?^ *```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    inline = [one for one in re.findall(r"`([^`\n]+)`", text) if is_command(one)]
    return [one for block in blocks(page) for one in block.commands] + inline


def begins(known: str, shown: str) -> bool:
    """Say whether a command begins with the words of another; either may have placeholders."""
    ours, theirs = shlex.split(known), shlex.split(shown)
    return len(theirs) <= len(ours) and all(
        one == other or PLACEHOLDER.fullmatch(one) or PLACEHOLDER.fullmatch(other)
        for one, other in zip(ours, theirs)
    )


NOT_RUN = [one.command for one in NOT_RUN_HERE]
TUTORIAL_COMMANDS = [command for block in blocks(TUTORIAL) for command in block.commands]
RUN = [one for one in TUTORIAL_COMMANDS if one not in NOT_RUN] + MORE_COMMANDS.splitlines()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    # The site has these pages: it makes them.
    made = {ROOT / "docs" / "demo" / f"{name}.html" for name in showcase.NAMES}
    for target in re.findall(r"(?:\]\(|src=\")(?!https?:|#)([^)#\"]+)", text):
        assert page.parent / target in made or (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_has_both_sides_of_a_merge(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if line.startswith(("<" * 7, ">" * 7))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_of_the_kit_exist(page: Path) -> None:
    """Is every `autograder …` and `make …` command that a page shows a command there is?"""
    text = page.read_text(encoding="utf-8")
    shown = "\n".join(block.text for block in blocks(page))
    shown += "\n" + "\n".join(re.findall(r"`([^`\n]+)`", text))
    help_text = parser().format_help()
    for command in re.findall(r"(?:^|\s)(?<!from )autograder ([a-z]+)\b", shown, re.MULTILINE):
        assert re.search(rf"^ +{command}\b", help_text, re.MULTILINE), command
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for target in re.findall(r"^make ([a-z-]+)", shown, re.MULTILINE):
        assert target in targets, target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_is_run_by_a_test(page: Path) -> None:
    """Is each command one that is run here, or one that the table accounts for?

    A mention such as `autograder grade` needs a longer command that begins so.
    """
    forgotten = [
        command
        for command in commands(page)
        if not any(begins(known, command) for known in [*RUN, *NOT_RUN])
    ]
    assert not forgotten, "run them in MORE_COMMANDS, or say in NOT_RUN_HERE why not"


def test_a_new_command_is_noticed(tmp_path: Path) -> None:
    """In a block of a shell, in one without a language, in one with its output, and in the text."""
    page = tmp_path / "page.md"
    page.write_text(
        "Run `autograder fly --high`, or `MNIST_OFFLINE=1 make fly`, not `fly`:\n\n"
        "```sh\nrm -rf flies  # all\n```\n\n"
        "```\nautograder fly\nflown\n```\n\n"
        "- so:\n\n  ```console\n  $ nbgrader fly \\\n      far\n  flown\n  ```\n\n"
        "```text\nmake nothing\n```\n"
    )
    found = commands(page)
    assert found == [
        "rm -rf flies", "autograder fly", "nbgrader fly far",
        "autograder fly --high", "MNIST_OFFLINE=1 make fly",
    ]  # fmt: skip
    assert not any(begins(known, command) for known in [*RUN, *NOT_RUN] for command in found)


@pytest.mark.parametrize("page", PAGES[1:], ids=lambda page: page.name)
def test_every_block_says_what_it_is(page: Path) -> None:
    for block in blocks(page):
        assert block.language in (*SHELLS, *OTHER_LANGUAGES), block.text


@pytest.mark.parametrize("one", NOT_RUN_HERE, ids=lambda one: one.command)
def test_what_is_not_run_here_is_shown_somewhere_and_run_by_what_is_named(one: NotRun) -> None:
    assert any(begins(one.command, command) for page in PAGES for command in commands(page))
    file, _, name = one.instead.partition("::")
    if name:
        assert f"def {name}(" in (ROOT / "tests" / file).read_text(encoding="utf-8")
    elif file:
        assert any((folder / file).is_file() for folder in (ROOT, ROOT / "tests"))


def test_the_tables_of_checks_say_what_the_checks_say() -> None:
    text = check_tables.PAGE.read_text(encoding="utf-8")
    assert check_tables.page(text) == text, "run `make release`"


def test_the_numbers_of_the_readme_are_those_that_were_measured() -> None:
    """Is each number in its table the one on the page to which its line links?"""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    report, security, performance = (
        (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
        for name in ("grader-report", "security", "performance")
    )

    def of(pattern: str, text: str) -> tuple[str, ...]:
        found = re.search(pattern, text)
        assert found, pattern
        return found.groups()

    right, kept = of(r"\| right work keeps all points.*\| (\d+) \| (\d+) \|", report)
    wrong, caught = of(r"\| a mistake costs points in its task \| (\d+) \| (\d+) \|", report)
    assert (wrong, caught) == of(r"\| and in no other task \| (\d+) \| (\d+) \|", report)
    single, named = of(r"\| a single mistake is named.*\| (\d+) \| (\d+) \|", report)
    tried, got = of(r"Of (\d+) attacks, (\d+) got something out of it", security)
    assert "With this kit the same attacks get nothing" in " ".join(security.split())
    ours = of(r"\| `autograder grade`(?:, two workers)? \| ([\d.]+) \|", performance)[0]
    stock = of(
        r"\| (?:plain nbgrader: asserts by hand, [\w ]+"
        r"|stock `nbgrader autograde`, the released notebooks) \| ([\d.]+) \|",
        performance,
    )[0]
    for numbers in (f"{kept} of {right}", f"{caught} of {wrong}", f"{named} of {single}",
                    f"0 and {got} of {tried}", f"{ours} and {stock}"):  # fmt: skip
        assert f"| {numbers} |" in readme


def test_a_week_in_minutes_has_the_times_that_were_measured() -> None:
    page = (ROOT / "docs" / "week.md").read_text(encoding="utf-8")
    measured = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    each = float(re.search(r"\| grade 50 \| \d+ \| ([\d.]+) \|", measured)[1])  # type: ignore[index]
    again = float(re.search(r"\| regrade 200 \| ([\d.]+) \|", measured)[1])  # type: ignore[index]
    size = int(re.search(r"a class of (\d+)", page)[1])  # type: ignore[index]
    minutes = -(-each * size // 60)
    assert f"`autograder grade mnist_sgd`, which takes the machine {minutes:g} minutes" in page
    assert f"after {again:.0f} seconds for 200 submissions" in page


def test_the_readme_fits_on_a_screen_and_names_its_doors() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 60
    text = "\n".join(lines)
    for said in (
        "make demo",
        "make test",
        "| a student |",
        "| an instructor |",
        "| a maintainer |",
    ):
        assert said in text


def test_the_citation_names_today_s_version_and_the_licence_s_holders() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cited["version"] == package["version"]
    assert cited["license"] == package["license"]
    holder = re.search(r"Copyright \(c\) \d+, (.+)", (ROOT / "LICENSE").read_text())
    assert holder
    assert [one["name"].lower() for one in cited["authors"]] == [holder[1].lower()]
    assert f"## {package['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_command_has_help() -> None:
    """Can each command say what it does?"""
    for name in (
        "check",
        "grade",
        "regrade",
        "late",
        "mark",
        "report",
        "export",
        "return",
        "package",
        "collect",
        "roster",
        "attempts",
        "store",
        "init",
        "verify",
        "doctor",
        "demo",
        "bundle",
    ):
        with pytest.raises(SystemExit) as stopped:
            parser().parse_args([name, "--help"])
        assert stopped.value.code == 0


# --- The tutorial, as a reader follows it -------------------------------------------------------


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the tutorial's first steps leave: the kit, and its demo course."""
    folder = tmp_path_factory.mktemp("tutorial")
    course = make_course(folder / "mnist-keras" / "demo-course")
    shutil.copytree(ROOT / "assignment", course.release)
    tour.hand_in(course, [read_sample(tour.CLASS / f"{name}.py") for name in TUTORIAL_CLASS])
    tour.export_as_canvas(course)
    return folder


@pytest.fixture(scope="module")
def printed(place: Path, command_server: Callable[[], str]) -> list[str]:
    """What each of the tutorial's blocks of commands printed, and all further commands at the end."""
    programs = place / "programs"
    programs.mkdir()
    if sys.platform == "linux":
        shims(programs, command_server())
    script = ["set -euo pipefail", "exec 2>&1"]
    for block in blocks(TUTORIAL):
        if block.language == "toml":
            script.append(edit(block.text))
        elif block.language == "sh":
            script += [one for one in block.commands if one in RUN]
            script.append("echo; echo '<end of block>'")
    script += [
        "cp ../mnist-keras/demo-course/canvas/mnist_sgd.zip submissions.zip",
        "cp ../mnist-keras/demo-course/canvas/gradebook.csv .",
        MORE_COMMANDS,
    ]
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(programs), str(BIN), os.environ.get("PATH", "")]),
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)], cwd=place, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout.split("<end of block>\n")


def edit(change: str) -> str:
    """Return the command that makes a change of the rubric that a reader makes in an editor."""
    section, line = change.split("\n")[:2]
    key = line.partition(" = ")[0]
    name = re.escape(section)
    return f"sed -i '/^{name}$/,/^$/s/^{key} = .*/{line}/' source/mnist_sgd/mnist_sgd.toml"


def pattern(line: str) -> str:
    """Return what a line of the tutorial's stands for: other numbers and paths, any spacing."""
    escaped = re.escape(" ".join(line.split()))
    return re.sub(r"\d+", r"\\d+", escaped).replace("…", ".*")


def test_the_tutorial_prints_what_it_shows(printed: list[str]) -> None:
    """Every line that the page shows, but those of students who are not in this smaller class.

    What follows a block that is not run as a whole is not compared.
    """
    number, compared = -1, 0
    for block in blocks(TUTORIAL):
        if block.language == "sh":
            number += 1
            ran = set(block.commands) <= set(RUN)
            found = [" ".join(line.split()) for line in printed[number].splitlines()]
        elif block.language == "text" and ran:
            for line in block.text.splitlines():
                if not line.lower().startswith(ABSENT):
                    assert any(re.fullmatch(pattern(line), one) for one in found), (line, found)
                    compared += 1
    assert compared > 10


def test_the_tutorial_leaves_what_it_says(printed: list[str], place: Path) -> None:
    course = Course(place / "mnist-course")
    for name in TUTORIAL_CLASS:
        student = read_sample(tour.CLASS / f"{name}.py").headers["student"]
        assert (course.root / f"feedback/{student}/mnist_sgd/mnist_sgd.html").is_file()
        assert (course.root / f"reports/mnist_sgd/{student}.json").is_file()
    assert (course.root / "reports/mnist_sgd.html").is_file()
    assert "(4000, 28, 28)" in printed[-1]
