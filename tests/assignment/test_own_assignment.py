"""A course adds an assignment with a notebook, a rubric and a check: `examples/fashion_mnist`.

The data are Debian's, from the package dataset-fashion-mnist, or where that is not installed images
made up in the same format.
"""

from __future__ import annotations

import dataclasses
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import in_process
import nbformat
import numpy as np
import pytest
from own_course import DEBIAN, EXAMPLE, NAME, changed, digest, made_up, place_data, write_idx

from autograder import Checker
from autograder.assignment import places
from autograder.assignment.architecture import dense_layers
from autograder.assignment.images import dataset_of
from autograder.assignment.notebook import CodeCell, Submission
from autograder.assignment.rubric import Rubric, RubricError, load_rubric
from autograder.assignment.samples import Sample, build
from autograder.course.directory import Course, make_course
from autograder.course.verify import disagreements
from autograder.data import DataError, Dataset
from autograder.doors.gradescope_container.build import package
from autograder.grading.one import evidence_key
from autograder.grading.public import public_setting
from autograder.judge.ask import judge, staying
from autograder.judge.checks.support import Failure, texts
from autograder.judge.evidence import read_task
from autograder.judge.inputs import draw_inputs
from autograder.judge.request import JudgeError, Request, Verdict, together
from autograder.probe.tasks import Limits, probe_task
from autograder.sandbox.isolation import Bubblewrap, Folders, ProcessIsolation

# The example of an assignment that existed before.
EXISTING = "until_99_percent"
RUBRIC = EXAMPLE / "source" / NAME / f"{NAME}.toml"
CHECKS = EXAMPLE / "checks" / NAME
BIN = Path(sys.executable).parent
DIVIDES_BY_256 = """\
def normalize_images(images):
    return images[..., np.newaxis].astype('float32') / 256
"""
COUNTS_FROM_ONE = """\
def class_names(labels):
    names = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"]
    names += ["Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]
    return np.array(names)[np.asarray(labels) - 1]
"""
# Costs nothing and gives a remark if a sandbox shows the labels of the unseen images.
LOOKS_FOR_LABELS = """\
from pathlib import Path
shown = [path for path in Path("/usr/share/datasets").rglob("*") if path.is_file()]
assert not shown, shown
"""
CLASS = {
    "grace": (("", "normalize_images", DIVIDES_BY_256), ("", "class_names", COUNTS_FROM_ONE)),
    "sofia": (("end", "end", LOOKS_FOR_LABELS),),
}


# --- A class is graded --------------------------------------------------------------------------


def run(course: Course, *words: str) -> str:
    done = in_process.autograder(*words, folder=course.root)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A new course with the example copied in, released; three students have handed in."""
    course = make_course(tmp_path_factory.mktemp("own") / "course")
    shutil.copytree(EXAMPLE, course.root, dirs_exist_ok=True)
    place_data(course)
    subprocess.run(
        [BIN / "nbgrader", "generate_assignment", NAME], cwd=course.root, capture_output=True,
        check=True, env={**os.environ, "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]])},
    )  # fmt: skip
    reference = nbformat.read(course.source / NAME / f"{NAME}.ipynb", as_version=4)
    for student, cells in CLASS.items():
        folder = course.submitted / student / NAME
        folder.mkdir(parents=True)
        own = tuple(("" if place == "end" else place, *rest) for place, *rest in cells)
        notebook = build(Sample(student, {"assignment": NAME}, own), reference)
        nbformat.write(notebook, folder / f"{NAME}.ipynb")
    return course


@pytest.fixture(scope="module")
def reports(course: Course) -> dict[str, dict[str, Any]]:
    """The reports of the class, by student."""
    path = course.root / "reports.json"
    run(course, "grade", NAME, "--json", str(path))
    return {report["student"]: report for report in json.loads(path.read_text())}


def checks(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{task['name']}.{check['name']}": check
        for task in report["tasks"]
        for check in task["checks"]
    }


def test_right_work_has_full_points(reports: dict[str, dict[str, Any]]) -> None:
    report = reports["sofia"]
    assert (report["status"], report["score"], report["max_score"]) == ("graded", 14.0, 14.0)
    assert report["dataset"] == NAME
    assert report["accuracy"] > 0.78


def test_a_sandbox_hides_the_labels_of_the_data_set(reports: dict[str, dict[str, Any]]) -> None:
    if reports["sofia"]["isolation"] == "process":
        pytest.skip("this machine has no sandbox")
    assert reports["sofia"]["remarks"] == []


def test_mistakes_are_named_in_the_kits_words_and_in_the_courses_own(
    reports: dict[str, dict[str, Any]],
) -> None:
    """One is in a task that the kit knows, and one in the course's own."""
    failed = {name: one for name, one in checks(reports["grace"]).items() if not one["passed"]}
    assert set(failed) == {"normalize_images.scales_to_unit_interval", "class_names.right_names"}
    assert failed["normalize_images.scales_to_unit_interval"]["mistake"] == "divides_by_256"
    check = failed["class_names.right_names"]
    assert check["mistake"] == "counts_from_one"
    assert check["message"] == (
        "the names are shifted by one\n"
        "  Expected: the first name of the table for label 0.\n"
        "  Found:    the first name of the table for label 1."
    )
    assert reports["grace"]["score"] == 11.5
    assert reports["grace"]["status"] == "graded"


def test_the_class_report_names_the_own_mistake(
    course: Course, reports: dict[str, dict[str, Any]]
) -> None:
    page = (course.reports / f"{NAME}.html").read_text(encoding="utf-8")
    assert "the names are shifted by one" in page
    assert "class_names" in page


def test_changed_own_checks_are_judged_on_kept_evidence(
    course: Course, reports: dict[str, dict[str, Any]]
) -> None:
    path = course.root / "checks" / NAME / "test_class_names.py"
    text = path.read_text(encoding="utf-8")
    assert 'fail("counts_from_one")' in text
    path.write_text(text.replace('fail("counts_from_one")', "continue"), encoding="utf-8")
    try:
        printed = run(course, "regrade", NAME)
    finally:
        path.write_text(text, encoding="utf-8")
    assert re.search(r"^grace +11\.5 +13 +class_names\.right_names \+1\.5", printed, re.M)
    assert "2 submissions were judged again, 1 differ." in printed


def test_students_get_the_notebook_the_rubric_and_no_check(course: Course) -> None:
    folder = course.release / NAME
    names = {path.name for path in folder.rglob("*") if path.is_file()}
    assert {f"{NAME}.ipynb", f"{NAME}.toml"} <= names
    assert not [name for name in names if name.endswith(".py") or name == "feedback.toml"]
    notebook = (folder / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "SOLUTION" not in notebook
    assert notebook.count("raise NotImplementedError()") == 4


def test_a_package_for_gradescope_holds_the_own_checks(course: Course, tmp_path: Path) -> None:
    target = tmp_path / "autograder.zip"
    assert package(course, NAME, target, "hidden") == 14.0
    with zipfile.ZipFile(target) as archive:
        names = set(archive.namelist())
    own = {"feedback.toml", "test_class_names.py"}
    assert {f"course/checks/{NAME}/{name}" for name in own} <= names


def test_a_check_beside_the_source_notebook_is_reported(course: Course) -> None:
    assert disagreements(course, NAME) == []
    leak = course.source / NAME / "test_class_names.py"
    shutil.copyfile(CHECKS / leak.name, leak)
    try:
        (line,) = disagreements(course, NAME)
    finally:
        leak.unlink()
    assert line == (
        f"{leak} would be handed out with the notebook: checks belong into "
        f"{course.root / 'checks' / NAME}"
    )


# --- A student checks at home -------------------------------------------------------------------


@pytest.fixture
def home(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder with what was handed out."""
    shutil.copytree(course.release / NAME, tmp_path / "home")
    monkeypatch.chdir(tmp_path / "home")
    return tmp_path / "home"


def names_of(*sources: str) -> dict[str, Any]:
    names: dict[str, Any] = {"np": np}
    for source in sources:
        exec(source, names)
    return names


def test_a_self_check_judges_what_the_kit_knows(home: Path) -> None:
    check = Checker(NAME, names_of(DIVIDES_BY_256, COUNTS_FROM_ONE))
    assert "divided by 256" in check("normalize_images").text
    assert check("class_names").text == (
        "class_names: marked by the course, with checks of its own, up to 2 points."
    )


def test_a_self_check_judges_own_tasks_with_checks_that_were_handed_out(home: Path) -> None:
    shutil.copytree(CHECKS, home / "checks" / NAME)
    check = Checker(NAME, names_of(COUNTS_FROM_ONE))
    assert "the names are shifted by one" in check("class_names").text


def test_a_notebook_loads_the_data_set_of_its_rubric(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (x_train, y_train), (x_test, y_test) = Checker(NAME).load_data()
    assert (x_train.shape, x_test.shape) == ((4000, 28, 28), (1000, 28, 28))
    assert (y_train.shape, y_test.shape) == ((4000,), (1000,))
    assert capsys.readouterr().out.startswith(
        "fashion_mnist: 4,000 training and 1,000 test images from "
    )


def test_code_beside_a_notebook_that_may_be_a_strangers_does_not_run(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Does `autograder check` leave own tasks out, even where there are checks for them?"""
    monkeypatch.setattr(places, "bundle_folder", lambda: home)
    shutil.copytree(CHECKS, home / "checks" / NAME)
    setting = public_setting(NAME, home)
    assert setting.rubric.max_score == 12.0
    assert setting.checks is None


# --- What the evidence depends on ---------------------------------------------------------------


def test_own_inputs_and_the_data_set_are_in_the_key_of_kept_evidence(course: Course) -> None:
    setting = course.setting(NAME, ProcessIsolation())
    one = Submission(nbformat.v4.new_notebook(), (CodeCell(0, "x = 1"),), (), ())
    task = setting.rubric.task("class_names")
    calls = (("one", task.calls[1][1]),)
    fewer = dataclasses.replace(setting.dataset, x_train=setting.dataset.x_train[1:])

    def with_task(**values: Any) -> Any:
        own = dataclasses.replace(task, **values)
        rubric = dataclasses.replace(setting.rubric, tasks=(own, *setting.rubric.tasks[1:]))
        return dataclasses.replace(setting, rubric=rubric)

    def key(setting: Any) -> str:
        return evidence_key(one, setting, ("class_names",))

    assert key(with_task(calls=calls)) != key(setting)
    assert key(dataclasses.replace(setting, dataset=fewer)) != key(setting)
    assert key(with_task(points={"right_names": 9.0})) == key(setting)


def test_own_inputs_come_from_the_seed_and_images_belong_to_their_labels(
    tmp_path: Path, dataset: Dataset
) -> None:
    rubric = rubric_with(
        tmp_path,
        'a = [{draw = "images", count = 5}, {draw = "labels", count = 3}]\n'
        'b = [{draw = "integers", low = 7, high = 7, shape = [2, 2]}, {value = "text"}]\n'
        'c = [{draw = "numbers", low = 0.5, high = 1.0}]\n',
    )
    task = rubric.task("class_names")
    first, again, other = (draw_inputs(rubric, task, dataset, seed) for seed in (b"1", b"1", b"2"))
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert not np.array_equal(first["a.0"], other["a.0"])
    assert (first["a.0"].shape, first["a.1"].shape) == ((5, 28, 28), (3,))
    for image, label in zip(first["a.0"], first["a.1"]):
        (place,) = np.flatnonzero((dataset.x_train == image).all(axis=(1, 2)))
        assert dataset.y_train[place] == label
    assert first["b.0"].tolist() == [[7, 7], [7, 7]]
    assert first["b.1"].item() == "text"
    assert 0.5 <= first["c.0"].item() < 1.0


def test_figures_and_texts_that_an_own_task_returns_are_recorded(tmp_path: Path) -> None:
    def draw(count: int, title: str) -> Any:
        import matplotlib.pyplot as plt

        if not count:
            return [title] * 30
        figure, axes = plt.subplots()
        axes.set_title(title)
        return figure

    inputs = {"a.0": np.array(1), "a.1": np.array("bars"), "b.0": np.array(0), "b.1": np.array("x")}
    probe_task("draw", "own", {"draw": draw}, inputs, {}, Limits(60, 60), tmp_path)
    calls = read_task(tmp_path, "draw", 2**20)["calls"]
    assert calls["a"]["value"]["axes"].nodes()[0]["title"].text == "bars"
    assert texts(calls["b"]["value"]) == ["x"] * 30
    with pytest.raises(Failure, match="not_texts"):
        texts(calls["a"]["value"])


def test_a_sandbox_hides_only_what_it_would_show(tmp_path: Path) -> None:
    inside, outside = Path("/usr/bin/env").resolve(), tmp_path / "labels.npz"
    outside.write_bytes(b"labels")
    folders = Folders(tmp_path, tmp_path, tmp_path, tmp_path, (inside, outside))
    words = Bubblewrap("bwrap").command(folders, load_rubric(RUBRIC).limits).arguments
    hidden = {words[i + 2] for i, word in enumerate(words) if words[i + 1 : i + 2] == (os.devnull,)}
    assert str(inside) in hidden
    assert str(outside) not in hidden


# --- Wrong rubrics, checks and data -------------------------------------------------------------


def rubric_with(tmp_path: Path, calls: str) -> Rubric:
    """Return the example's rubric with other calls of the own task."""
    text = RUBRIC.read_text(encoding="utf-8")
    text, count = re.subn(
        r"(?<=\[tasks.class_names.calls\]\n).*?(?=\[tasks)",
        lambda _: calls,
        text,
        count=1,
        flags=re.S,
    )
    assert count
    path = tmp_path / f"{NAME}.toml"
    path.write_text(text, encoding="utf-8")
    return load_rubric(path)


@pytest.mark.parametrize(
    ("calls", "error"),
    [
        ("", "class_names.calls: expected a table with 1 to 50 calls, found {}"),
        ("a = 3\n", "calls.a: expected a list of arguments, each a table, found 3"),
        ("a = []\n", "calls.a: expected at least one argument, found []"),
        ('a = [{draw = "fish"}]\n', "calls.a.draw: expected one of images, unseen, labels, integers"),
        ('a = [{draw = "images"}]\n', "calls.a.count: expected a whole number from 1 to 1000"),
        ('a = [{draw = "labels", count = 2, low = 1}]\n', "calls.a.low: there is no such key"),
        ('a = [{draw = "integers", low = 3, high = 2}]\n', "calls.a.high: expected a whole number"),
        ('a = [{draw = "numbers", low = 0, high = 1, shape = [9999, 9999]}]\n', "a.shape: expected"),
        ('a = [{value = [1, "x"]}]\n', "calls.a.value: expected numbers or texts"),
    ],
)  # fmt: skip
def test_wrong_calls_are_refused_with_their_key(tmp_path: Path, calls: str, error: str) -> None:
    with pytest.raises(RubricError, match=re.escape(error)):
        rubric_with(tmp_path, calls)


@pytest.mark.parametrize(
    ("key", "value", "error"),
    [
        ("name", '"mnist"', "data.name: expected a name of letters, digits and _, not MNIST's"),
        ("paths", "[1]", "data.paths: expected a list of texts"),
        ("sha256", '"abc"', "data.sha256: expected 64 hexadecimal digits in lower case"),
        ("train_images", "10", "data.train_images: expected a whole number from 2000"),
        ("input_shape", "[28, 28, 3]", "model.input_shape: expected rows and columns of grey"),
    ],
)
def test_a_wrong_data_set_is_refused_with_its_key(
    tmp_path: Path, key: str, value: str, error: str
) -> None:
    path = tmp_path / f"{NAME}.toml"
    path.write_text(changed(RUBRIC.read_text(), **{key: value}), encoding="utf-8")
    with pytest.raises(RubricError, match=re.escape(error)):
        load_rubric(path)


def test_own_checks_must_fit_the_rubric(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match=r"class_names: expected its checks in .*names\.py"):
        load_rubric(RUBRIC, tmp_path)
    checks = tmp_path / "test_class_names.py"
    checks.write_text("def test_another(calls):\n    pass\n")
    with pytest.raises(RubricError, match=r"points\.one_name_per_label: there is no such key"):
        load_rubric(RUBRIC, tmp_path)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / checks.name).write_text("def test_another(:\n")
    with pytest.raises(RubricError, match="cannot be read: invalid syntax"):
        load_rubric(RUBRIC, tmp_path / "broken")
    (tmp_path / "feedback.toml").write_text("[class_names.wrong_names]\nproblem = 'x'\n")
    with pytest.raises(RubricError, match="each with a problem and a hint"):
        load_rubric(RUBRIC, tmp_path)


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        ("    fail('no_such_cause')\n", "class_names.right_names: no text for 'no_such_cause'"),
        ("    undefined\n", "class_names.right_names: NameError: name 'undefined'"),
        ("    pass\n\nimport no_such_module\n", "No module named 'no_such_module'"),
    ],
)
def test_a_mistake_in_own_checks_is_the_graders_fault(
    tmp_path: Path, course: Course, mistake: str, said: str
) -> None:
    folder = tmp_path / "checks"
    shutil.copytree(CHECKS, folder)
    checks = folder / "test_class_names.py"
    source = checks.read_text(encoding="utf-8")
    checks.write_text(source[: source.index('    """Each text')] + mistake, encoding="utf-8")
    try:
        found = "; ".join(judged_names(tmp_path, course, folder).faults)
    except JudgeError as error:
        found = str(error)
    assert said in found


def judged_names(tmp_path: Path, course: Course, checks: Path) -> Verdict:
    """Judge made-up names of classes by checks in a folder."""
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    call = {"outcome": "returned", "value": {"kind": "sequence", "type": "list", "texts": ["x"]}}
    record = {"calls": {"several": {**call, "value": {**call["value"], "texts": ["x"] * 40}},
                        "one": call}}  # fmt: skip
    (evidence / "class_names.json").write_text(json.dumps(record))
    rubric = course.source / NAME / f"{NAME}.toml"
    request = Request(evidence, rubric, b"seed", NAME, ("class_names",), checks=checks)
    return together(judge([request])[0])


@pytest.mark.parametrize("wrong", [0, 1])
def test_a_check_with_several_sets_of_parameters_needs_all_of_them_to_pass(
    tmp_path: Path, course: Course, wrong: int
) -> None:
    folder = tmp_path / "checks"
    shutil.copytree(CHECKS, folder)
    checks = folder / "test_class_names.py"
    source = checks.read_text(encoding="utf-8")
    source = source.replace("def test_right_names(", "@pytest.mark.parametrize('n', [0, 1])\n"
                            "def test_right_names(n, ")  # fmt: skip
    body = f"    if n == {wrong}:\n        fail('wrong_names')\n"
    checks.write_text(source[: source.index('    """Each text')] + body, encoding="utf-8")
    verdict = judged_names(tmp_path, course, folder)
    (result,) = [one for one in verdict.tasks[0].checks if one.name == "right_names"]
    assert (result.passed, verdict.faults) == (False, ())


def test_what_own_checks_keep_from_one_submission_does_not_reach_the_next(
    tmp_path: Path, course: Course
) -> None:
    folder = tmp_path / "checks"
    shutil.copytree(CHECKS, folder)
    checks = folder / "test_class_names.py"
    source = checks.read_text(encoding="utf-8").replace("def test_right_names(", "SEEN = []\n\n\n"
                                                        "def test_right_names(")  # fmt: skip
    body = "    SEEN.append(1)\n    if len(SEEN) > 1:\n        fail('wrong_names')\n"
    checks.write_text(source[: source.index('    """Each text')] + body, encoding="utf-8")
    with staying():
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
            (task,) = judged_names(tmp_path / name, course, folder).tasks
            assert [one.passed for one in task.checks if one.name == "right_names"] == [True]


@pytest.fixture
def small(tmp_path: Path) -> tuple[Rubric, dict[str, np.ndarray]]:
    """A rubric for made-up images in its own folder, and the images."""
    arrays = made_up(2000, 10)
    rubric = load_rubric(RUBRIC)
    assert rubric.data is not None
    data = dataclasses.replace(
        rubric.data, paths=("images",), sha256=digest(arrays), train_images=0, test_images=4
    )
    return dataclasses.replace(rubric, data=data), arrays


def test_idx_files_and_npz_files_hold_the_same_data_set(
    tmp_path: Path, small: tuple[Rubric, dict[str, np.ndarray]]
) -> None:
    rubric, arrays = small
    folder = write_idx(tmp_path / "images", arrays)
    first = dataset_of(rubric, tmp_path)
    for path in list(folder.iterdir()):
        path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
        path.unlink()
    plain = dataset_of(rubric, tmp_path)
    shutil.rmtree(folder)
    with open(tmp_path / "images", "wb") as file:
        np.savez(file, **arrays)
    packed = dataset_of(rubric, tmp_path)
    assert first.digest == plain.digest == packed.digest
    assert (len(first.x_train), len(first.x_test)) == (2000, 4)
    assert packed.files == (tmp_path / "images",)
    assert len(first.files) == 4


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-500])


def not_gzip(path: Path) -> None:
    path.write_bytes(b"<html>not found</html>")


def too_short(path: Path) -> None:
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())[:-1]))


def another_type(path: Path) -> None:
    path.write_bytes(gzip.compress(b"\0\0\x0d" + gzip.decompress(path.read_bytes())[3:]))


def transposed(path: Path) -> None:
    head = bytes((0, 0, 8, 3)) + np.array((2000, 14, 56), ">u4").tobytes()
    path.write_bytes(gzip.compress(head + gzip.decompress(path.read_bytes())[16:]))


def one_pixel(path: Path) -> None:
    content = bytearray(gzip.decompress(path.read_bytes()))
    content[99] ^= 1
    path.write_bytes(gzip.compress(bytes(content)))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (Path.unlink, "there is neither train-images-idx3-ubyte.gz nor train-images-idx3-ubyte"),
        (cut, "train-images-idx3-ubyte.gz cannot be read (EOFError"),
        (not_gzip, "train-images-idx3-ubyte.gz cannot be read (BadGzipFile"),
        (too_short, "train-images-idx3-ubyte.gz has 1567999 values, not 1568000"),
        (another_type, "train-images-idx3-ubyte.gz is not an IDX file of unsigned bytes"),
        (transposed, "x_train has the shape (2000, 14, 56), not (n, 28, 28)"),
        (one_pixel, "If these are the images that you mean, data.sha256 should be that"),
    ],
)
def test_a_damaged_or_foreign_data_set_is_an_error_that_says_what_is_wrong(
    tmp_path: Path, small: tuple[Rubric, dict[str, np.ndarray]], damage: Any, said: str
) -> None:
    rubric, arrays = small
    folder = write_idx(tmp_path / "images", arrays)
    damage(folder / "train-images-idx3-ubyte.gz")
    with pytest.raises(DataError, match="images is not the data set fashion_mnist") as refused:
        dataset_of(rubric, tmp_path)
    assert said in str(refused.value)


def test_labels_beyond_the_last_class_are_refused(
    tmp_path: Path, small: tuple[Rubric, dict[str, np.ndarray]]
) -> None:
    rubric, arrays = small
    write_idx(tmp_path / "images", arrays)
    layers = dense_layers((64, 9), ("relu", "softmax"))
    fewer = dataclasses.replace(rubric, layers=layers)
    with pytest.raises(DataError, match="y_train has labels up to 9, not 0 to 8"):
        dataset_of(fewer, tmp_path)


def test_a_data_set_that_is_nowhere_is_an_error_that_lists_the_places(
    tmp_path: Path, small: tuple[Rubric, dict[str, np.ndarray]]
) -> None:
    with pytest.raises(DataError, match=re.escape(str(tmp_path / "images"))):
        dataset_of(small[0], tmp_path)


def test_debians_package_is_the_data_set_of_the_example() -> None:
    if not DEBIAN.is_dir():
        pytest.skip("the package dataset-fashion-mnist is not installed")
    dataset = dataset_of(load_rubric(RUBRIC), RUBRIC.parent)
    assert dataset.name == NAME
    assert len(dataset.x_train) == 4000


# --- The guide ----------------------------------------------------------------------------------


def test_the_guide_quotes_the_files_of_the_example() -> None:
    """Is everything that the guide shows of a file in that file, word for word?"""
    page = (EXAMPLE.parent.parent / "docs" / "own-assignment.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(toml|python)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    sources = [
        EXAMPLE.parent / name / "source" / name / f"{name}.ipynb" for name in (NAME, EXISTING)
    ]
    cells = [cell for path in sources for cell in nbformat.read(path, as_version=4).cells]
    rubrics = [path.with_suffix(".toml") for path in sources]
    files = [path.read_text(encoding="utf-8") for path in (*rubrics, *CHECKS.iterdir())]
    texts = [*files, *(f"{cell.source}\n" for cell in cells)]
    assert len(blocks) >= 5
    for _, block in blocks:
        assert any(block in text for text in texts), block
