"""Steps that are taken again show which loss a training followed, and what its logs can be."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import synthetic

from autograder.grading.public import public_setting
from autograder.judge import checking, reference
from autograder.judge.case import Case
from autograder.judge.checks import digits_again, replay
from autograder.judge.evidence import Node
from autograder.judge.inputs import PUBLIC_SEED, draw_inputs
from autograder.judge.request import Request
from autograder.probe.first_steps import coding

Weights = list[np.ndarray]


class Bench:
    """Right evidence of a training, made once."""

    def __init__(self, name: str) -> None:
        setting = public_setting(name)
        self.rubric, self.path, self.dataset = setting.rubric, setting.rubric_path, setting.dataset
        task = next(one for one in self.rubric.automatic_tasks if one.kind == "train")
        self.inputs = draw_inputs(self.rubric, task, setting.dataset, PUBLIC_SEED)
        self.right = synthetic.train(self.rubric, self.inputs, setting.dataset)

    def repeated(self, gradient: Callable[[Callable[[int], Weights]], Weights]) -> dict[str, Any]:
        """Return the record with other gradients in the training on one image.

        Args:
            gradient: Of the gradient of the right loss, for the label or one so many classes further.
        """
        record = copy.deepcopy(self.right)
        run = record["repeated"]
        settings = reference.OptimizerSettings((synthetic.RATES[self.rubric.optimizer],))
        before = synthetic.initial_weights(self.inputs, self.rubric)
        image, label = (self.inputs[f"repeated_{name}"][:1] for name in ("images", "labels"))
        activations = self.rubric.activations

        def along(weights: Weights) -> Weights:
            return gradient(
                lambda further: reference.gradient(
                    weights, activations, image, (label + further) % 10
                )
            )

        take = reference.STEPS[self.rubric.optimizer]
        after = take(before, along, run["optimizer"]["iterations"], settings)
        run["weights"] = [synthetic.array(one.astype("float32")) for one in after]
        return record


@pytest.fixture(scope="module", autouse=True)
def plugins_as_before() -> Iterator[None]:
    """Keep the judge's switch for pytest's plugins to itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        yield


class Given(Case):
    """A case whose evidence is in memory alone."""

    def forget(self) -> None:
        """Keep it."""


def mistake(bench: Bench, record: Any, check: str) -> str:
    """Return why a check fails, or nothing where it passes."""
    task = next(one for one in bench.rubric.automatic_tasks if one.kind == "train")
    only = dataclasses.replace(task, points={check: 1.0})
    request = Request(Path("nowhere"), bench.path, PUBLIC_SEED, "mnist_5k", (task.name,))
    case = Given(request, bench.rubric, only, bench.dataset)
    case.node, case.inputs = Node({"calls": record}, task.name), bench.inputs
    checking.run_checks([case])
    assert not case.fault
    return "" if case.results[check].passed else case.results[check].mistake


@pytest.fixture(scope="module", params=["mnist_sgd", "mnist_adam"])
def bench(request: pytest.FixtureRequest) -> Bench:
    return Bench(request.param)


def test_the_right_loss_is_followed_with_whatever_weight(bench: Bench) -> None:
    assert not mistake(bench, bench.right, "right_loss")
    for weight in (0.2, 3.0):
        record = bench.repeated(lambda loss, weight=weight: [weight * one for one in loss(0)])
        assert not mistake(bench, record, "right_loss")


def test_another_loss_shows_whatever_is_said_of_it(bench: Bench) -> None:
    record = bench.repeated(lambda loss: [one + other for one, other in zip(loss(0), loss(1))])
    calls = Node(record, "the record")
    assert replay.follows_another_loss(calls, bench.inputs, bench.rubric)
    assert mistake(bench, record, "right_loss") == "other_loss_in_training"


@pytest.mark.parametrize(
    ("nearness", "units", "may_turn"), [(1e-9, 1, True), (1e-9, 2, True), (3e-3, 1, False)]
)
def test_where_rounding_decides_whether_a_unit_answers_either_way_is_right(
    bench: Bench, nearness: float, units: int, may_turn: bool
) -> None:
    """Adam makes a whole step of the gradient of a unit that answers by a hair, or does not."""
    near = copy.copy(bench)
    near.inputs = dict(bench.inputs)
    image = bench.inputs["repeated_images"][:1].reshape(1, -1).astype("float64")
    kernel, bias = (bench.inputs[f"weights_{place}"].astype("float64") for place in (0, 1))
    bias[:units] = nearness - (image @ kernel)[0, :units]
    # In double precision, so that the judge sees them answer; the student's did not, at first.
    near.inputs["weights_1"] = bias
    silent = bias.copy()
    silent[:units] = -nearness - (image @ kernel)[0, :units]
    first = [near.inputs[f"weights_{place}"] for place in range(2 * len(near.rubric.units))]

    def gradient_of(weights: Weights, label: np.ndarray) -> Weights:
        same = np.array_equal(weights[1][:units], bias[:units])
        own = np.concatenate([silent[:units], weights[1][units:]]) if same else weights[1]
        shown = [weights[0], own, *weights[2:]]
        return reference.gradient(shown, near.rubric.activations, image, label)

    record = copy.deepcopy(bench.right)
    family, label = near.rubric.optimizer, near.inputs["repeated_labels"][:1]
    run, settings = record["repeated"], reference.OptimizerSettings((synthetic.RATES[family],))
    steps = run["optimizer"]["iterations"]
    after = reference.STEPS[family](first, lambda w: gradient_of(w, label), steps, settings)
    run["weights"] = [synthetic.array(one.astype("float32")) for one in after]
    found = replay.disagreement(Node(record, "the record"), near.inputs, near.rubric, family)
    plain = replay.Turns(near.rubric.activations)
    plain.of(first, image)
    assert (plain.met >= units) == may_turn
    # SGD makes a small step of a small gradient; Adam shows who answers.
    assert found <= replay.UPDATE_TOLERANCE if may_turn else family == "SGD" or found > 0.01


def test_of_an_optimizer_that_is_not_the_contracts_nothing_is_said(bench: Bench) -> None:
    """Another optimizer is a mistake of its own, and has the right loss."""
    record = bench.repeated(lambda loss: [np.sign(one) for one in loss(0)])
    record["repeated"]["optimizer"].update(type="Lion", families=["Lion"])
    assert not mistake(bench, record, "right_loss")


def test_a_metric_must_be_the_accuracy_of_whatever_is_asked(bench: Bench) -> None:
    record = copy.deepcopy(bench.right)
    assert not mistake(bench, record, "records_accuracy")
    record["digits"]["evaluated"]["other_metrics"] = {"accuracy": 1.0}
    assert mistake(bench, record, "records_accuracy") == "metric_right_by_chance"


def test_no_training_knows_all_digits_from_its_first_step_on(bench: Bench) -> None:
    record = copy.deepcopy(bench.right)
    logs = record["digits"]["history"]["logs"]
    logs["accuracy"] = synthetic.array(np.ones(bench.rubric.epochs))
    assert mistake(bench, record, "records_accuracy") == "metric_right_by_chance"
    # A history of the last epoch alone may well begin with all of them.
    logs["accuracy"] = synthetic.array(np.ones(1))
    assert not mistake(bench, record, "records_accuracy")


def test_a_training_of_too_many_steps_to_take_again_keeps_the_points_of_its_loss(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not known what its steps would lead to, so that nothing speaks against the loss."""
    monkeypatch.setattr(replay, "MAX_REPLAYED_STEPS", 1)
    assert not replay.follows_another_loss(
        Node({"calls": bench.right}, "train")["calls"], bench.inputs, bench.rubric
    )


def digits_by(bench: Bench, gradient: Callable[..., Weights], **changed: Any) -> dict[str, Any]:
    """Return the record with other first steps on digits.

    Args:
        bench: The right evidence.
        gradient: Of weights, images and labels.
        changed: What else of what was noted is another.
    """
    record = copy.deepcopy(bench.right)
    rubric, inputs, noted = bench.rubric, bench.inputs, record["digits"]["first"]
    images, labels = inputs["digits_images"], inputs["digits_labels"]
    starts = iter(range(0, len(images), synthetic.BATCH))

    def along(weights: Weights) -> Weights:
        batch = slice(start := next(starts), start + synthetic.BATCH)
        return gradient(weights, images[batch], labels[batch])

    settings = reference.OptimizerSettings((synthetic.RATES[rubric.optimizer],))
    steps = int(inputs["first_steps"][0])
    before = synthetic.initial_weights(inputs, rubric)
    after = reference.STEPS[rubric.optimizer](before, along, steps, settings)
    noted["weights"] = [synthetic.array(one.astype("float32")) for one in after]
    noted.update(changed)
    return record


CHECKS_OF_STEPS = ("right_loss", "right_optimizer")


def test_right_steps_on_digits_are_right(bench: Bench) -> None:
    activations = bench.rubric.activations
    record = digits_by(bench, lambda *given: reference.gradient(given[0], activations, *given[1:]))
    for check in (*CHECKS_OF_STEPS, "records_accuracy"):
        assert not mistake(bench, record, check)


def test_another_loss_on_digits_alone_shows(bench: Bench) -> None:
    """Squared errors have gradients that are much like those of the contract's loss."""
    activations = bench.rubric.activations

    def squared(weights: Weights, images: np.ndarray, labels: np.ndarray) -> Weights:
        outputs = reference.predict(weights, activations, images)
        right = outputs[np.arange(len(labels)), labels]
        return reference.gradient(weights, activations, images, labels, 10 * right)

    record = digits_by(bench, squared)
    for check in CHECKS_OF_STEPS:
        assert mistake(bench, record, check) == "other_steps_on_digits"


def test_another_optimizer_on_digits_alone_shows(bench: Bench) -> None:
    other = {"SGD": "Adam", "Adam": "SGD"}[bench.rubric.optimizer]
    record = copy.deepcopy(bench.right)
    rubric, inputs = bench.rubric, bench.inputs
    images, labels = inputs["digits_images"], inputs["digits_labels"]
    starts = iter(range(0, len(images), synthetic.BATCH))

    def along(weights: Weights) -> Weights:
        batch = slice(start := next(starts), start + synthetic.BATCH)
        return reference.gradient(weights, rubric.activations, images[batch], labels[batch])

    settings = reference.OptimizerSettings((synthetic.RATES[other],))
    before = synthetic.initial_weights(inputs, rubric)
    after = reference.STEPS[other](before, along, int(inputs["first_steps"][0]), settings)
    noted = record["digits"]["first"]
    noted["weights"] = [synthetic.array(one.astype("float32")) for one in after]
    for check in CHECKS_OF_STEPS:
        assert mistake(bench, record, check) == "other_steps_on_digits"


def test_weights_of_samples_are_taken_into_account(bench: Bench) -> None:
    activations = bench.rubric.activations
    shares = np.random.default_rng(1).uniform(0.5, 2, len(bench.inputs["digits_images"]))
    starts = iter(range(0, len(shares), synthetic.BATCH))

    def weighted(weights: Weights, images: np.ndarray, labels: np.ndarray) -> Weights:
        start = next(starts)
        own = shares[start : start + synthetic.BATCH]
        return reference.gradient(weights, activations, images, labels, own)

    noted = bench.right["digits"]["first"]["shares"]["values"]
    repeated = np.resize(shares[: len(noted) // bench.rubric.epochs], len(noted))
    record = digits_by(bench, weighted, shares=synthetic.array(repeated))
    for check in CHECKS_OF_STEPS:
        assert not mistake(bench, record, check)


def test_other_digits_than_those_that_were_passed_show(bench: Bench) -> None:
    record = copy.deepcopy(bench.right)
    codes = record["digits"]["first"]["images"]
    codes["values"] = codes["values"] / 255
    for check in CHECKS_OF_STEPS:
        assert mistake(bench, record, check) == "other_steps_on_digits"


def test_a_metric_must_log_the_accuracy_of_the_first_steps(bench: Bench) -> None:
    record = copy.deepcopy(bench.right)
    logs = record["digits"]["first"]["logs"]["values"]
    logs[:, 1] = 0.42
    assert mistake(bench, record, "records_accuracy") == "metric_right_by_chance"
    # Since the beginning of each epoch, or of each step alone.
    calls = Node(copy.deepcopy(bench.right), "the record")
    replayed = digits_again.replay_digits(calls, bench.inputs, bench.rubric)
    assert replayed is not None
    for step, hits in enumerate(replayed.hits):
        logs[step, 1] = hits.mean()
    assert not mistake(bench, record, "records_accuracy")


def test_images_that_change_places_are_held_out_nowhere() -> None:
    bench = Bench("mnist_adam")
    assert not mistake(bench, bench.right, "validation_split")
    record = copy.deepcopy(bench.right)
    noted = record["digits"]["first"]["images"]
    images = bench.inputs["digits_images"].reshape(len(bench.inputs["digits_images"]), -1)
    codes = images @ coding(images.shape[1])
    noted["values"] = np.resize(codes, noted["values"].shape)
    assert mistake(bench, record, "validation_split") == "split_varies"


@pytest.mark.parametrize(
    "change",
    [
        {"images": np.zeros((3, 4))},
        {"labels": np.zeros(3)},
        {"sizes": np.array([-1, 5])},
        {"sizes": np.array([10**9])},
        {"images": np.full((1, 1), np.nan)},
    ],
)
def test_notes_that_cannot_be_are_no_points_and_no_fault(
    change: dict[str, np.ndarray], bench: Bench
) -> None:
    record = copy.deepcopy(bench.right)
    record["digits"]["first"].update({name: synthetic.array(one) for name, one in change.items()})
    # It fails, and by no mistake that has a name.
    assert mistake(bench, record, "right_optimizer") is None


def test_noise_in_the_images_is_called_what_it_is(bench: Bench) -> None:
    record = bench.repeated(lambda loss: [one + other for one, other in zip(loss(0), loss(1))])
    codes = record["repeated"]["first"]["images"]["values"]
    codes += np.random.default_rng(1).normal(size=codes.shape)
    assert mistake(bench, record, "right_loss") is None
    assert mistake(bench, record, "right_optimizer") == "changes_images"
