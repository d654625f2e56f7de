"""What a student sees who has lost the thread: each message says what to do.

Cells out of order, a restart, a function with another name, no set-up cell, no network. The cells
are those of the released notebooks, run by IPython as a kernel runs them.
"""

from __future__ import annotations

import contextlib
import copy
import io
import os
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from nbformat import NotebookNode

from autograder import Checker
from autograder.assignment.notebook import grade_id, parse_notebook, prepare
from autograder.assignment.rubric import Rubric, RubricError, find_rubric
from autograder.doors import selfcheck
from autograder.doors.selfcheck import Feedback, Summary, near_function
from autograder.report.results import CheckResult, TaskResult

RENAMED = "def normalise_images(images):\n    return images / 255\n"
RIGHT = "def normalize_images(images):\n    return images / 255\n"


class Kernel:
    """A kernel that has just been started, with the cells of a released notebook to run."""

    def __init__(self, notebook: NotebookNode) -> None:
        self.shell = InteractiveShell.instance()
        self.cells = {grade_id(cell): cell.source for cell in notebook.cells}

    def run(self, source: str) -> ExecutionResult:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            result = self.shell.run_cell(self.cells.get(source, source))
        self.printed = printed.getvalue()
        return result

    def feedback(self, source: str) -> str:
        """Run a check cell; return its feedback as text."""
        result = self.run(source).result
        assert isinstance(result, Feedback)
        assert all(line in result._repr_html_() for line in _hints(result))
        return result.text


def _hints(shown: Feedback) -> list[str]:
    return [check.hint.replace("'", "&#x27;") for check in shown.task.failures]


def stop() -> None:
    """Give this process its own main module back."""
    InteractiveShell.instance().restore_sys_module_state()
    InteractiveShell.clear_instance()


@pytest.fixture
def kernel(releases: dict[str, NotebookNode]) -> Iterator[Kernel]:
    yield Kernel(releases["mnist_sgd"])
    stop()


def test_a_check_before_the_cell_of_its_function_says_which_cells_to_run(kernel: Kernel) -> None:
    kernel.run("setup")
    assert kernel.feedback("check_train_with_sgd").splitlines()[-3:] == [
        "train_with_sgd: there is no function with this name",
        "  Expected: a function called train_with_sgd.",
        "  Hint:     Run the set-up cell and then each cell down to this one, also after a "
        "restart of the kernel, and see that none of them stops with an error. Keep the name that "
        "the notebook gives the function.",
    ]


def test_a_function_that_needs_a_cell_that_has_not_run_says_which_cells_to_run(
    kernel: Kernel,
) -> None:
    """After a restart: only the check's own lines were run, not the whole set-up cell."""
    kernel.run('from autograder import Checker\ncheck = Checker("mnist_sgd")')
    kernel.run("def normalize_images(images):\n    return np.divide(images, 255)")
    assert kernel.feedback("check_normalize_images").splitlines()[-3:] == [
        "normalize_images: it raises NameError",
        "  Found:    name 'np' is not defined at line 2 of normalize_images: "
        "return np.divide(images, 255).",
        "  Hint:     If the name comes from the set-up cell or from a cell above, run those cells "
        "again, from the top. If it is your own, look at its spelling and at whether it has a value "
        "before this line.",
    ]


def test_a_renamed_function_is_found_and_the_right_name_is_said(kernel: Kernel) -> None:
    kernel.run("setup")
    kernel.run(RENAMED)
    assert kernel.feedback("check_normalize_images").splitlines()[-2:] == [
        "normalize_images: there is no function called normalize_images, but one called "
        "normalise_images",
        "  Hint:     The checks and the grading look for the name that the notebook gives. Give "
        "your function that name, then run its cell and this check again.",
    ]
    kernel.run(RIGHT)
    assert kernel.feedback("check_normalize_images").startswith("normalize_images: 2 of 2 points")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("normalise_images", True),
        ("normalize_image", True),
        ("normalizeImages", True),
        ("NORMALIZE_IMAGES", True),
        ("my_normalize_images", True),
        ("_normalize_images", False),
        ("flatten_images", False),
        ("show_images", False),
        ("helper", False),
    ],
)
def test_only_a_name_like_the_tasks_is_taken_for_it(name: str, found: bool) -> None:
    names = {name: lambda images: images, "normalize_imagez": 3, "images": None}
    near = near_function("normalize_images", names, {"flatten_images"})
    assert near == (name if found else None)


@pytest.mark.parametrize("name", ["mnist_sgd", "mnist_adam"])
def test_the_notebook_says_what_a_missing_set_up_cell_looks_like_and_what_to_do(
    name: str, releases: dict[str, NotebookNode]
) -> None:
    """Python itself speaks where the set-up cell has not run; the notebook says what that means."""
    kernel = Kernel(releases[name])
    for cell in ("check_normalize_images", "check_build_model", "summary"):
        error = kernel.run(cell).error_in_exec
        assert isinstance(error, NameError)
        assert str(error) == "name 'check' is not defined"
    stop()
    (text,) = [cell.source for cell in releases[name].cells if cell.id == "about_setup"]
    assert text.endswith(
        "A `NameError` for `check`, `keras`, `np` or `x_train` means that this cell has not run "
        "since the\nkernel was started: run it, then the cells below it in their order (in "
        "Jupyter's menu *Run*: *Run All\nAbove Selected Cell*). If you have deleted it, copy it "
        "from the notebook as it was handed out."
    )


def test_a_task_that_does_not_exist_is_answered_with_those_that_do(kernel: Kernel) -> None:
    kernel.run('from autograder import Checker\ncheck = Checker("mnist_sgd")')
    error = kernel.run('check("normalise_images")').error_in_exec
    assert (
        "mnist_sgd has no task 'normalise_images'. Its tasks are: show_digits, normalize_images,"
        in (str(error))
    )
    assert str(error).endswith(" Did you mean 'normalize_images'?")
    assert error._render_traceback_() == [str(error)]
    assert "Did you mean" not in str(kernel.run('check("everything")').error_in_exec)


def test_the_set_up_cell_says_which_images_it_gave(kernel: Kernel) -> None:
    kernel.run("setup")
    assert kernel.printed.splitlines()[-1] == (
        "MNIST: 4,000 training and 1,000 test images from the package. They are enough for every "
        "task."
    )


def test_the_summary_says_what_is_left_and_that_hidden_inputs_decide() -> None:
    """A blank notebook with one function that is right and one with another name."""
    namespace: dict[str, object] = {}
    exec(f"{RIGHT}def flaten_images(images):\n    return images\n", namespace)
    summary = Checker("mnist_sgd", namespace).all()
    assert isinstance(summary, Summary)
    text, page = repr(summary), summary._repr_html_()
    left = (
        "Next: show_digits. Then: flatten_images, build_model, train_with_sgd, evaluate_model, "
        "predict_digits, test_accuracy. A person marks: explain_softmax (2)."
    )
    assert text.startswith(f"2 of 22 points so far. {left}\n")
    assert text.endswith(
        "\nThese points are not your grade: grading uses other inputs, which nobody sees beforehand."
    )
    for said in (
        "2 of 22 points so far",
        left,
        "There is no function called flatten_images, but one called flaten_images.",
        "These points are not your grade",
    ):
        assert said in page
    # What was never run is not called wrong; what only has another name is.
    words = {line.split()[0]: line for line in text.splitlines()[2:10]}
    assert words["build_model"].endswith("0 of 4  ○ not run yet")
    assert words["test_accuracy"].endswith("0 of 2  ○ needs others")
    assert words["flatten_images"].endswith(
        "✗ look again: there is no function called flatten_images, but one called flaten_images"
    )


def test_grading_and_the_terminal_put_a_deleted_set_up_cell_back(
    solutions: dict[str, NotebookNode],
    releases: dict[str, NotebookNode],
    rubrics: dict[str, Rubric],
) -> None:
    notebook = copy.deepcopy(solutions["mnist_sgd"])
    notebook.cells = [cell for cell in notebook.cells if grade_id(cell) != "setup"]
    content = nbformat.writes(notebook).encode()
    tidy, repairs = parse_notebook(content, "mnist_sgd.ipynb")
    submission = prepare(tidy, rubrics["mnist_sgd"], releases["mnist_sgd"], repairs)
    assert submission.repairs == ("the cell setup is missing and was put back",)
    assert 'check = Checker("mnist_sgd")' in submission.cells[0].source


def test_a_deleted_cell_that_grading_does_not_run_is_no_reason_to_look(
    solutions: dict[str, NotebookNode],
    releases: dict[str, NotebookNode],
    rubrics: dict[str, Rubric],
) -> None:
    notebook = copy.deepcopy(solutions["mnist_sgd"])
    notebook.cells = [cell for cell in notebook.cells if grade_id(cell) != "summary"]
    submission = prepare(notebook, rubrics["mnist_sgd"], releases["mnist_sgd"], [])
    assert submission.repairs == ()
    assert submission.remarks == ("The cell summary was missing and was put back.",)


def test_a_rubric_beside_the_notebook_counts_where_the_editor_says_which_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """VS Code starts kernels in the folder of the project, and says which notebook it is."""
    folder = tmp_path / "week 3"
    folder.mkdir()
    notebook = folder / "mnist_sgd.ipynb"
    notebook.write_text("{}")
    own = find_rubric("mnist_sgd").read_text(encoding="utf-8")
    (folder / "mnist_sgd.toml").write_text(own, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = Checker("mnist_sgd", {"__vsc_ipynb_file__": str(notebook)})
    assert found._path == folder / "mnist_sgd.toml"
    assert capsys.readouterr().out == ""
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook))
    assert Checker("mnist_sgd", {})._path == folder / "mnist_sgd.toml"
    monkeypatch.delenv("JPY_SESSION_NAME")
    # An editor that does not say it: in one line, where the rubric lies and how to have it used.
    assert Checker("mnist_sgd", {})._path == find_rubric("mnist_sgd")
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(
        f"{folder / 'mnist_sgd.toml'} is not used: the kernel works in {tmp_path}."
    )
    with pytest.raises(RubricError, match=r"looked for in .*, where the kernel works"):
        Checker("mnist_gan", {})


def test_a_check_leaves_the_student_s_keras_as_it_was() -> None:
    """Is training faster within the check only, also where the student's function fails?"""
    import keras

    before = (keras.Model.fit, keras.Model.evaluate, keras.Model.predict)
    seen = []

    def predict_digits(model: keras.Model, images: object) -> None:
        seen.append(keras.Model.fit)
        raise ValueError("not yet")

    check = Checker("mnist_sgd", {"predict_digits": predict_digits})
    assert float(repr(check("predict_digits"))) == 0
    assert seen[0] is not before[0]
    assert (keras.Model.fit, keras.Model.evaluate, keras.Model.predict) == before
    assert not {"fit", "evaluate", "predict"} & set(vars(keras.Model))


def test_what_an_import_of_keras_says_is_kept_out_of_the_cell(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A notebook need not have imported Keras before its first check."""

    @contextlib.contextmanager
    def loud(_tasks: object) -> Iterator[None]:
        os.write(2, b"TensorFlow: no drivers\n")
        yield

    monkeypatch.setattr(selfcheck, "_faster", loud)
    Checker("mnist_sgd", {})("evaluate_model")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("terminal", [True, False])
def test_a_terminal_shows_the_words_and_a_notebook_the_points(
    terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a notebook's plain text nbgrader reads the points."""
    from IPython.lib.pretty import pretty

    failed = CheckResult("right", False, 0.0, 1.0, problem="divided by 256")
    feedback = selfcheck.Feedback(TaskResult("normalize_images", 0.5, 1.0, (failed,)))
    monkeypatch.setattr(selfcheck, "in_a_terminal", lambda: terminal)
    assert (pretty(feedback) == "0.5") is not terminal
    assert ("divided by 256" in pretty(feedback)) is terminal
    assert repr(feedback) == "0.5"
