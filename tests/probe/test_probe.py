"""The probe: cells run as in a notebook, limits hold, and speed changes nothing."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest
from corpus_grading import grade_cells

from autograder.grading.one import grade
from autograder.grading.public import public_setting
from autograder.grading.values import Grading, Setting
from autograder.sandbox.isolation import ProcessIsolation, default_isolation
from autograder.sandbox.starting import ColdProbe, Starter

ROOT = Path(__file__).resolve().parents[2]
NORMALIZE = "def normalize_images(images):\n    return images / 255\n"


pytestmark = pytest.mark.usefixtures("judge_stays")


@pytest.fixture(scope="module")
def setting(warm: Starter) -> Setting:
    """A setting with short limits and a warm start; a test below compares both ways to start."""
    setting = dataclasses.replace(public_setting("mnist_sgd"), start=warm)
    limits = dataclasses.replace(
        setting.rubric.limits, cell_seconds=6, call_seconds=3, submission_seconds=120,
        output_mib=1,
    )  # fmt: skip
    return dataclasses.replace(setting, rubric=dataclasses.replace(setting.rubric, limits=limits))


def points(grading: Grading) -> dict[str, float | None]:
    return {task.name: task.points for task in grading.report.tasks if task.checks}


def test_cells_have_the_semantics_of_a_notebook(setting: Setting) -> None:
    """Do magics, shell lines, top-level await and files written by a cell work?"""
    grading = grade_cells(
        setting,
        "import numpy as np\n%matplotlib inline",
        "%%time\n!echo from the shell",
        "import asyncio\nawait asyncio.sleep(0)",
        "%%writefile scaling.py\ndef scale(levels):\n    return levels / 255\n",
        "from scaling import scale\nprint('imported')",
        "raise RuntimeError('a scratch cell')",
        "def normalize_images(images):\n    return scale(images)\n",
        "def flatten_images(images):\n    return images.reshape(len(images), -1)\n",
    )
    assert points(grading) == {"normalize_images": 2.0, "flatten_images": 2.0}
    assert grading.report.flags == ()
    assert [one for one in grading.report.remarks if "Cell 6" in one and "RuntimeError" in one]
    assert len(grading.report.remarks) == 1


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("while True:\n    pass", None),
        ("while True:\n    try:\n        while True:\n            pass\n"
         "    except BaseException:\n        pass", "ran for more than 6 seconds"),
        ("import os\nos._exit(3)", "Python process ended"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "Python process"),
    ],
    ids=["endless loop", "endless loop that catches everything", "exit", "crash"],
)  # fmt: skip
def test_a_cell_that_ends_or_hangs_the_process_costs_only_itself(
    source: str, reason: str | None, setting: Setting
) -> None:
    grading = grade_cells(setting, NORMALIZE, source)
    assert points(grading)["normalize_images"] == 2.0
    if reason is None:
        assert any("TimeLimit" in remark for remark in grading.report.remarks)
    else:
        assert any(reason in flag for flag in grading.report.flags)


def test_a_task_that_hits_a_limit_says_which_and_the_next_one_runs(setting: Setting) -> None:
    grading = grade_cells(
        setting,
        "def normalize_images(images):\n    return bytearray(64 * 2**30)\n",
        "def flatten_images(images):\n    return images.reshape(len(images), -1)\n",
    )
    assert points(grading)["flatten_images"] == 2.0
    assert points(grading)["normalize_images"] == 0.0
    message = grading.report.task("normalize_images").checks[0].message
    assert "memory" in message.lower()


def test_a_task_does_not_die_of_what_another_one_left_behind(setting: Setting) -> None:
    """Does it get a process to itself, and is it lost only if it dies there, too?"""
    spoil = "import os\nspoilt = []\n" + NORMALIZE.replace("    ", "    spoilt.append(1)\n    ")
    flatten = "def flatten_images(images):\n    {}\n    return images.reshape(len(images), -1)\n"
    grading = grade_cells(setting, spoil, flatten.format("spoilt and os.abort()"))
    assert points(grading) == {"normalize_images": 2.0, "flatten_images": 2.0}
    assert grading.report.flags == ()
    grading = grade_cells(setting, spoil, flatten.format("os.abort()"))
    assert points(grading) == {"normalize_images": 2.0, "flatten_images": 0.0}
    assert any("SIGABRT" in flag for flag in grading.report.flags)


def test_outputs_beyond_the_limit_are_left_out(setting: Setting) -> None:
    grading = grade_cells(
        setting, "from IPython.display import HTML\nfor _ in range(9):\n    display(HTML('x' * 300_000))",  # noqa: E501
        NORMALIZE,
    )  # fmt: skip
    assert points(grading)["normalize_images"] == 2.0
    assert any("too large" in remark for remark in grading.report.remarks)


def test_warm_and_cold_starts_give_the_same_verdicts_in_every_isolation(
    setting: Setting, warm: Starter
) -> None:
    """Is a fork of a warm process judged like a new process, in a sandbox and without one?"""
    tasks = ("normalize_images", "build_model", "evaluate_model")
    solved = (ROOT / "solutions/mnist_sgd/mnist_sgd.ipynb").read_bytes()
    for isolation in (ProcessIsolation(), default_isolation()):
        for start in (ColdProbe, warm):
            one = dataclasses.replace(setting, isolation=isolation, start=start)
            report = grade(solved, "mnist_sgd.ipynb", one, tasks=tasks).report
            assert report.score == 8.0, (isolation.name, report.reason)


def test_student_code_makes_temporary_folders_after_either_start(
    setting: Setting, warm: Starter
) -> None:
    """A warm process has looked up a folder for them before its fork is shut in."""
    source = """
import tempfile
from pathlib import Path
def normalize_images(images):
    with tempfile.TemporaryDirectory() as folder:
        assert Path(folder).resolve().parent == Path.home().resolve()
        (Path(folder) / "log.csv").write_text("epoch")
    return images / 255
"""
    for isolation in (ProcessIsolation(), default_isolation()):
        for start in (ColdProbe, warm):
            one = dataclasses.replace(setting, isolation=isolation, start=start)
            grading = grade_cells(one, source)
            assert points(grading)["normalize_images"] == 2.0, grading.report.failures


def test_faster_training_changes_no_result() -> None:
    """Are weights, logs and step counts bit for bit those of Keras's own loop?"""
    code = """
import os
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import functools, keras, warnings, tensorflow as tf
from autograder.data import embedded_dataset
from autograder.probe.speed import speed_up_training
data = embedded_dataset()
images, labels = data.x_train[:1200] / 255, data.y_train[:1200]

class LastLayerOnly(keras.Sequential):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            guess = self(x, training=True)
            loss = self.compute_loss(x, y, guess)
        weights = self.layers[-1].trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return self.compute_metrics(x, y, guess)

class Counted(keras.Sequential):
    traces = 0

    @functools.wraps(keras.Sequential.train_step)
    def train_step(self, data):
        Counted.traces += 1
        return super().train_step(data)

def train(optimizer="adam", kind=keras.Sequential, built=True, pipeline=False, one_hot=False,
          metrics=("accuracy",), **options):
    keras.utils.set_random_seed(1)
    layers = [keras.Input((28, 28))] if built else []
    layers += [keras.layers.Flatten(), keras.layers.Dense(8), keras.layers.Dropout(0.2)]
    model = kind([*layers, keras.layers.Dense(10, activation="softmax")])
    loss = "categorical_crossentropy" if one_hot else "sparse_categorical_crossentropy"
    model.compile(optimizer, loss, metrics=list(metrics))
    given = images, keras.utils.to_categorical(labels) if one_hot else labels
    if pipeline:
        given = (tf.data.Dataset.from_tensor_slices(given).shuffle(99).batch(32),)
    history = model.fit(*given, epochs=3, verbose=0, **options)
    weights = [weight.tobytes() for weight in model.get_weights()]
    return weights, history.history, int(model.optimizer.iterations)

cases = [
    {}, {"optimizer": "sgd"}, {"validation_split": 0.2}, {"validation_split": 0.2, "batch_size": 7},
    {"built": False}, {"kind": LastLayerOnly}, {"pipeline": True}, {"steps_per_epoch": 5},
    {"pipeline": True, "steps_per_epoch": 9}, {"validation_split": 0.5, "validation_steps": 3},
    {"batch_size": 16, "steps_per_epoch": 5},
    {"validation_split": 0.5, "batch_size": 16, "validation_steps": 3},
    {"one_hot": True}, {"metrics": []}, {"metrics": ["acc", "sparse_top_k_categorical_accuracy"]},
]
plain = [train(**case) for case in cases]
speed_up_training()
for case, expected in zip(cases, plain):
    assert train(**case) == expected, case

def train_twice(first):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("sgd", loss, metrics=["accuracy"])
    for count in (first, 1200, 1200):
        model.fit(images[:count], labels[:count], validation_split=0.2, verbose=0)
    # Another loss and a lower rate: what was traced before must be forgotten.
    model.compile(keras.optimizers.SGD(0.001), "mean_squared_error", metrics=["mae"])
    model.fit(images, keras.utils.to_categorical(labels), verbose=0)
    model.compile("sgd", loss, metrics=["accuracy"])
    scores = model.evaluate(images, labels, verbose=0)
    return [weight.tobytes() for weight in model.get_weights()], scores, int(model.optimizer.iterations)

fast = keras.Model.fit
for first in (300, 1200):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = train_twice(first)
    keras.Model.fit = fast.__wrapped__
    assert train_twice(first) == found, first
    keras.Model.fit = fast
train(kind=Counted, validation_split=0.2)
assert Counted.traces == 1, Counted.traces
# Labels that do not fit are Keras's to complain about, as before.
try:
    train(one_hot=True, metrics=["accuracy"], validation_data=(images, labels))
except ValueError:
    pass
else:
    raise AssertionError("labels of another shape were taken")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
