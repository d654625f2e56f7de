"""Points for the accuracy need outputs of a network that was trained in that call."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
import synthetic

from autograder.assignment.rubric import Rubric
from autograder.data import Dataset
from autograder.grading.public import public_setting
from autograder.judge import reference
from autograder.judge.checks import proof
from autograder.judge.checks.support import Failure
from autograder.judge.evidence import Node
from autograder.judge.inputs import PUBLIC_SEED, Inputs, dark_pixels, draw_inputs
from autograder.probe.training_trace import mark_of

NAME = "mnist_adam"


class Bench:
    """Right evidence, made once."""

    def __init__(self) -> None:
        setting = public_setting(NAME)
        self.rubric: Rubric = setting.rubric
        self.dataset: Dataset = setting.dataset
        task = self.rubric.task("test_accuracy")
        self.inputs: Inputs = draw_inputs(self.rubric, task, self.dataset, PUBLIC_SEED)
        self.right = synthetic.test_accuracy(self.rubric, self.inputs, self.dataset)

    def doubts(self, record: dict[str, Any]) -> tuple[str, ...]:
        return proof.demand_trained_network(
            Node(record, "the record"), self.inputs, self.rubric, self.dataset
        )

    def cause(self, record: dict[str, Any]) -> str:
        """Return why there are no points."""
        with pytest.raises(Failure) as raised:
            self.doubts(record)
        return raised.value.cause

    def labels(self) -> np.ndarray:
        """Return the true answers, as a table would give them."""
        classes = self.inputs["classes"][self.dataset.y_test]
        return np.eye(10, dtype="float32")[classes]


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench()


@pytest.fixture
def record(bench: Bench) -> dict[str, Any]:
    return copy.deepcopy(bench.right)


def test_a_trained_network_is_worked_out(bench: Bench, record: dict[str, Any]) -> None:
    assert bench.doubts(record) == ()


def test_a_training_without_steps_of_keras_is_told_by_its_images(
    bench: Bench, record: dict[str, Any]
) -> None:
    """A loop of one's own leaves the trail of a training; so can weights that were solved for."""
    record["steps"]["path"] = synthetic.array(np.zeros(0, "float32"))
    assert bench.doubts(record) == ("no steps of Keras's were seen to lead to its weights",)


def test_a_network_that_does_not_know_the_signs_of_this_call_was_not_trained_in_it(
    bench: Bench, record: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever its weights come from, and however they were put in place."""
    others = {**bench.inputs, "sign_labels": (bench.inputs["sign_labels"] + 1) % 10}
    monkeypatch.setattr(bench, "inputs", others)
    assert bench.cause(record) == "signs_not_learnt"


def test_other_images_do_not_stand_for_the_signs(bench: Bench, record: dict[str, Any]) -> None:
    record["signs"] = synthetic.array(record["signs"]["values"][::-1].copy())
    assert bench.cause(record) == "not_the_images"


@pytest.mark.parametrize("scaling", ["one for all images", "one for each image"])
def test_a_scale_of_their_own_does_not_tell_what_the_signs_stand_for(
    scaling: str, bench: Bench, record: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Normalizing looks the labels up, and makes of each sign what the network takes for its class."""
    wrong = (bench.inputs["sign_labels"] + 1) % 10
    monkeypatch.setattr(bench, "inputs", {**bench.inputs, "sign_labels": wrong})
    if scaling == "one for each image":
        shown = record["unseen"]["values"]
        shown = (shown / shown.max(axis=(1, 2), keepdims=True)).astype("float32")
        weights = [one["values"] for one in record["weights"]]
        outputs = reference.predict(weights, bench.rubric.activations, shown).astype("float32")
        record["unseen"] = synthetic.array(shown)
        record["predict"]["outputs"] = synthetic.array(outputs)
    signs = record["signs"]["values"]
    factors = 1 + wrong[: len(signs)] / 10
    record["signs"] = synthetic.array(signs * factors.reshape(-1, *[1] * (signs.ndim - 1)))
    # The network of this test takes every sign for what its brightness says, as far as it is asked
    # about the signs that are recorded.
    recorded = record["signs"]["values"].reshape(len(signs), -1)
    told = dict(zip((one.tobytes() for one in recorded.astype("float64")), wrong))
    computing = proof.computing

    def knowing(worked: proof.Worked) -> proof.Compute:
        compute = computing(worked)

        def answered(images: np.ndarray) -> np.ndarray:
            outputs = compute(images)
            for place, one in enumerate(images.astype("float64")):
                if (label := told.get(one.tobytes())) is not None:
                    outputs[place] = np.eye(10)[label]
            return outputs

        return answered

    monkeypatch.setattr(proof, "computing", knowing)
    assert bench.cause(record) == "signs_not_learnt"


def test_answers_from_elsewhere_are_taken_back(bench: Bench, record: dict[str, Any]) -> None:
    record["predict"]["outputs"] = synthetic.array(bench.labels())
    assert bench.cause(record) == "not_the_model"


def with_a_layer_that_nobody_knows(record: dict[str, Any]) -> dict[str, Any]:
    for name in ("first_weights", "weights"):
        record[name].append(synthetic.array(np.ones((3, 5), "float32")))
    return record


def test_a_model_that_cannot_be_worked_out_has_no_points(
    bench: Bench, record: dict[str, Any]
) -> None:
    """Its answers may be those of a search, whatever it gives with other weights."""
    with_a_layer_that_nobody_knows(record)
    record["steps"]["path"] = path_of(record)
    record["layers"].append({"type": "Searching", "settings": {}, "weights": 1})
    assert bench.cause(record) == "not_worked_out"
    del record["layers"]
    assert bench.cause(record) == "not_worked_out"


def with_a_normalization(record: dict[str, Any]) -> dict[str, Any]:
    """Put a layer before the last that changes nothing, as a mistake in the model would."""
    width = len(record["weights"][-2]["values"])
    own = [np.full(width, np.sqrt(1.001)), np.zeros(width), np.zeros(width), np.ones(width)]
    for name in ("first_weights", "weights"):
        record[name][-2:-2] = [synthetic.array(one.astype("float32")) for one in own]
    settings = {"axis": [-1], "epsilon": 1e-3, "scale": True, "center": True}
    record["layers"].insert(-1, {"type": "BatchNormalization", "settings": settings, "weights": 4})
    record["steps"]["path"] = path_of(record)
    return record


def test_other_layers_of_keras_are_worked_out_and_flagged(
    bench: Bench, record: dict[str, Any]
) -> None:
    """A mistake in the model does not cost the accuracy."""
    (doubt,) = bench.doubts(with_a_normalization(record))
    assert "gradients" in doubt


def test_answers_that_other_layers_do_not_give_are_taken_back(
    bench: Bench, record: dict[str, Any]
) -> None:
    with_a_normalization(record)
    record["predict"]["outputs"] = synthetic.array(bench.labels())
    assert bench.cause(record) == "not_the_model"


def path_of(record: dict[str, Any]) -> dict[str, Any]:
    """Return marks that lead from the first weights of a record to the last."""
    ends = [
        mark_of([one["values"] for one in record[name]]) for name in ("first_weights", "weights")
    ]
    return synthetic.array(np.linspace(*ends, 100, dtype="float32"))


def test_weights_that_did_not_come_from_this_training_are_taken_back(
    bench: Bench, record: dict[str, Any]
) -> None:
    generator = np.random.default_rng(5)
    other = reference.random_weights(bench.rubric.pixels, bench.rubric.units, generator)
    record["first_weights"] = [synthetic.array(one) for one in other]
    assert bench.cause(record) == "not_trained"
    record["steps"]["path"] = synthetic.array(np.zeros(0, "float32"))
    assert bench.cause(record) == "not_trained"
    record["first_weights"] = []
    assert bench.cause(record) == "not_trained"


@pytest.mark.parametrize("dark_rows_put_back", [False, True])
@pytest.mark.parametrize("steps", [0, 1, 9, 40])
def test_weights_that_were_copied_in_after_some_steps_are_taken_back(
    steps: int, dark_rows_put_back: bool, bench: Bench, record: dict[str, Any]
) -> None:
    """Also where nothing seems to have moved the weights of dark pixels."""
    generator = np.random.default_rng(5)
    first = reference.random_weights(bench.rubric.pixels, bench.rubric.units, generator)
    record["first_weights"] = [synthetic.array(one) for one in first]
    if dark_rows_put_back:
        rows = np.setdiff1d(dark_pixels(bench.dataset), bench.inputs["marking_pixels"])
        record["weights"][0]["values"][rows] = first[0][rows]
    begin = mark_of(first)
    marks = np.linspace(begin, begin + 0.01, steps + 1) if steps else []
    record["steps"]["path"] = synthetic.array(np.array(marks, "float32"))
    assert bench.cause(record) == "not_trained"


@pytest.mark.parametrize("value", [1e4, 1e12, np.nan])
def test_a_weight_that_hides_the_others_in_the_marks_is_of_no_use(
    value: float, bench: Bench, record: dict[str, Any]
) -> None:
    """It belongs to no layer that the judge knows, and is the same before and after."""
    generator = np.random.default_rng(5)
    first = reference.random_weights(bench.rubric.pixels, bench.rubric.units, generator)
    extra = np.zeros((40, 50), "float32")
    extra[:, 1:] = value
    weights = [*first, extra]
    record["first_weights"] = [synthetic.array(one) for one in weights]
    record["weights"].append(synthetic.array(extra))
    record["layers"].append({"type": "Identity", "settings": {}, "weights": 1})
    steps = np.full(40, np.nan_to_num(mark_of(weights)), "float32")
    record["steps"]["path"] = synthetic.array(steps)
    assert bench.cause(record) == "not_trained"


def test_a_few_steps_do_not_stand_for_a_training(bench: Bench, record: dict[str, Any]) -> None:
    """An optimizer of one's own may put weights in place as its only step."""
    generator = np.random.default_rng(5)
    first = reference.random_weights(bench.rubric.pixels, bench.rubric.units, generator)
    record["first_weights"] = [synthetic.array(one) for one in first]
    marks = [mark_of(first), mark_of([one["values"] for one in record["weights"]])]
    record["steps"]["path"] = synthetic.array(np.array(marks, "float32"))
    assert bench.cause(record) == "not_trained"


def test_what_the_model_is_shown_must_be_the_images(bench: Bench, record: dict[str, Any]) -> None:
    shown = record["unseen"]["values"]
    record["unseen"] = synthetic.array(shown[::-1].copy())
    assert bench.cause(record) == "not_the_images"
    record["unseen"] = synthetic.array(shown[:, :5].copy())
    assert bench.cause(record) == "not_the_images"


def test_a_sign_in_the_images_that_nobody_sees_is_flagged(
    bench: Bench, record: dict[str, Any]
) -> None:
    """Normalizing may look the answer up and tell it to the model in the last digits of a pixel."""
    shown = record["unseen"]["values"].copy()
    shown[:, 0, :10] += 1e-4 * bench.labels()
    record["unseen"] = synthetic.array(shown)
    (doubt,) = bench.doubts(record)
    assert "scaling" in doubt


@pytest.mark.parametrize(
    "scaling",
    [
        lambda images: images - images.mean(axis=0),
        lambda images: images / np.maximum(images.max(axis=(1, 2), keepdims=True), 1e-9),
        lambda images: images / np.maximum(np.linalg.norm(images, axis=1, keepdims=True), 1e-9),
    ],
    ids=["by pixel", "by image", "by column"],
)
def test_another_scaling_costs_nothing_here_and_is_flagged(
    scaling: Any, bench: Bench, record: dict[str, Any]
) -> None:
    """A mistake in the scaling has lost its points in its own task."""
    shown = scaling(record["unseen"]["values"]).astype("float32")
    weights = [one["values"] for one in record["weights"]]
    outputs = reference.predict(weights, bench.rubric.activations, shown).astype("float32")
    record["unseen"] = synthetic.array(shown)
    record["predict"]["outputs"] = synthetic.array(outputs)
    (doubt,) = bench.doubts(record)
    assert "scaling" in doubt


def test_a_scaling_that_tells_the_answer_by_the_ground_is_none(
    bench: Bench, record: dict[str, Any]
) -> None:
    """Normalizing looks the answer up; the network reads nothing but how bright the ground is."""
    classes, level = np.arange(10), 0.3
    weights = [np.zeros_like(one["values"]) for one in record["weights"]]
    weights[0][:10, 0] = 0.1
    weights[2][0, 0] = 1
    weights[4][0] = 50 * classes
    weights[5][:] = -50 * level * classes**2 / 2
    told = level * bench.labels().argmax(axis=1)
    shown = (record["unseen"]["values"] + told[:, None, None]).astype("float32")
    outputs = reference.predict(weights, bench.rubric.activations, shown).astype("float32")
    assert (outputs.argmax(axis=1) == bench.labels().argmax(axis=1)).mean() > 0.95
    record["weights"] = [synthetic.array(one) for one in weights]
    record["unseen"], record["predict"]["outputs"] = map(synthetic.array, (shown, outputs))
    assert bench.cause(record) == "not_the_images"


def test_a_model_that_has_learnt_before_is_no_new_one(bench: Bench, record: dict[str, Any]) -> None:
    """Neither are images as weights, however the labels are learnt from there."""
    record["first_weights"][0] = record["weights"][0]
    assert bench.cause(record) == "trained_before"
    images = bench.dataset.x_train[:128].reshape(128, -1).T.astype("float32")
    record["first_weights"][0] = synthetic.array(images)
    assert bench.cause(record) == "trained_before"


@pytest.mark.parametrize("way", ["hidden layers", "turned", "turned and rectified"])
def test_layers_that_have_learnt_before_are_found_behind_others(
    way: str, bench: Bench, record: dict[str, Any]
) -> None:
    """In whichever layers it was split, and whatever is drawn at random before them."""
    generator = np.random.default_rng(7)
    turn = np.linalg.qr(generator.normal(size=(784, 784)))[0].astype("float32")
    before = {
        "hidden layers": [],
        "turned": [turn, np.zeros(784, "float32")],
        "turned and rectified": [np.hstack([turn, -turn]), np.zeros(1568, "float32")],
    }[way]
    hidden = {"hidden layers": [], "turned": ["linear"], "turned and rectified": ["relu"]}[way]

    def behind(kernel: np.ndarray) -> np.ndarray:
        if not before:
            return kernel
        return (
            turn.T @ kernel if way == "turned" else np.vstack([turn.T @ kernel, -turn.T @ kernel])
        )

    last = [one["values"] for one in record["weights"]]
    fresh = reference.random_weights(bench.rubric.pixels, bench.rubric.units, generator)
    first = [behind(last[0]), *last[1:-2], *fresh[-2:]]
    activations = [*hidden, *bench.rubric.activations]
    chain = proof.network.find_chain([*before, behind(last[0]), *last[1:]], bench.rubric.pixels)
    behaviour = proof.network.Behaviour(tuple(activations[:-1]), "softmax", (1.0, 0.0), True)
    assert chain
    worked = proof.Worked(chain, behaviour)
    record["first_weights"] = [synthetic.array(one) for one in (*before, *first)]
    record["weights"] = [synthetic.array(one) for one in (*before, behind(last[0]), *last[1:])]
    calls, unseen = Node(record, "the record"), record["unseen"]["values"].reshape(-1, 784)
    labels = bench.labels().argmax(axis=1)
    with pytest.raises(Failure, match="trained_before"):
        proof._demand_nothing_known_before(calls, unseen, labels, bench.rubric, worked)
    chance = [*before, *(behind(one) if one is fresh[0] else one for one in fresh)]
    record["first_weights"] = [synthetic.array(one) for one in chance]
    proof._demand_nothing_known_before(calls, unseen, labels, bench.rubric, worked)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_first_weights_that_are_all_the_same_know_no_images(
    value: float, bench: Bench, record: dict[str, Any]
) -> None:
    kernel = record["first_weights"][0]["values"]
    record["first_weights"][0] = synthetic.array(np.full_like(kernel, value))
    assert bench.cause(record) == "not_trained"
