"""Steps along gradients are told from weights that were put in place, by the weights alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from autograder.judge import reference
from autograder.judge.checks.steps import (
    LEAST_OWN_LABELS,
    Layer,
    Trail,
    Way,
    distance,
    own_labels,
    trail,
    trained,
    way_of,
)
from autograder.probe.training_trace import MAX_STEPS, mark_of
from autograder.sandbox.reading import EvidenceError

PIXELS, UNITS, IMAGES, OWN, DARK = 60, (40, 10), 30, 10, 10
RELU = ("relu", "softmax")
Weights = list[np.ndarray]


def images_with_own_pixels(ground: float = 0.0) -> np.ndarray:
    """Return images of which the first ten have a pixel each to themselves; ten pixels stay dark."""
    images = np.random.default_rng(0).uniform(0, 1, (IMAGES, PIXELS))
    images[:, : OWN + DARK] = 0
    images[np.arange(OWN), np.arange(OWN)] = 0.5
    return np.where(images == 0, ground, images)


def first_weights(seed: int = 1) -> Weights:
    return reference.random_weights(PIXELS, UNITS, np.random.default_rng(seed))


def after_training(
    optimizer: str = "SGD", images: np.ndarray | None = None, seed: int = 1, **settings: float
) -> tuple[Weights, Weights, list[float]]:
    """Return weights before and after a training, and the mark of each step."""
    shown = images_with_own_pixels() if images is None else images
    labels, path = np.arange(IMAGES) % 10, list[float]()

    def gradient(weights: Weights) -> Weights:
        path.append(mark_of(weights))
        return reference.gradient(weights, RELU, shown, labels)

    before = first_weights(seed)
    rate = {"SGD": 0.1, "Adam": 0.002}[optimizer]
    given = reference.OptimizerSettings((rate,), **settings)  # type: ignore[arg-type]
    after = reference.STEPS[optimizer](before, gradient, 40, given)
    last = [one.astype("float32") for one in after]
    return before, last, [*path, mark_of(last)]


def found(before: Weights, after: Weights, images: np.ndarray | None = None) -> Trail:
    shown = images_with_own_pixels() if images is None else images
    own = [np.array([place]) for place in range(OWN)]
    dark = np.arange(OWN, OWN + DARK)
    return trail(Layer(*before[:2]), Layer(*after[:2]), shown[:OWN], own, dark)


@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
@pytest.mark.parametrize("decay", [0.0, 0.01])
def test_a_training_leaves_its_trail(optimizer: str, decay: float) -> None:
    """Also where weight decay shrinks all weights meanwhile."""
    before, after, path = after_training(optimizer, weight_decay=decay)
    left = found(before, after)
    assert left.certain, left
    assert left.moved == OWN
    assert way_of(np.array(path, "float32"), before, after) is Way.WHOLE


def test_a_scaling_that_makes_dark_pixels_grey_leaves_a_trail_all_the_same() -> None:
    images = images_with_own_pixels(ground=-1.0)
    before, after, _ = after_training(images=images)
    assert found(before, after, images).left


def solved(before: Weights, after: Weights) -> Weights:
    """Only the last layer is other than it was."""
    return [*before[:2], *after[2:]]


def from_elsewhere(before: Weights, after: Weights) -> Weights:
    """They were trained from other first weights."""
    return after_training(seed=2)[1]


def nudged(before: Weights, after: Weights) -> Weights:
    """All weights are a little larger."""
    return [one * np.float32(1.01) for one in before]


def from_elsewhere_with_dark_rows_put_back(before: Weights, after: Weights) -> Weights:
    """They look as if nothing had moved the dark pixels, but for those of single images."""
    other = from_elsewhere(before, after)
    other[0] = other[0].copy()
    other[0][OWN : OWN + DARK] = before[0][OWN : OWN + DARK]
    return other


@pytest.mark.parametrize(
    "put", [solved, from_elsewhere, nudged, from_elsewhere_with_dark_rows_put_back]
)
def test_weights_that_were_put_in_place_leave_none(put: Callable[..., Weights]) -> None:
    before, after, _ = after_training()
    last = put(before, after)
    left = found(before, last)
    assert not left.certain, left
    # Neither without a step, nor after steps that led nowhere.
    assert not trained(left, way_of(np.zeros(0, "float32"), before, last), distance(before, last))
    still = np.full(40, mark_of(before), "float32")
    assert way_of(still, before, last) is Way.ASIDE
    # Nor after a single step that led nowhere, or after some that led far.
    assert way_of(still[:2], before, last) is Way.ASIDE
    far = np.linspace(mark_of(before), mark_of(before) + 1e6, 20, dtype="float32")
    assert way_of(far, before, last) is Way.ASIDE
    assert not trained(left, Way.ASIDE, distance(before, last))


def test_steps_whose_trail_is_not_to_be_seen_count_where_they_lead_all_the_way() -> None:
    """Labels, images or a loss that are wrong are other checks' affair."""
    unseen = Trail(images=10, moved=0, steady=False, silent_units=0.0, silent_move=1.0)
    assert trained(unseen, Way.WHOLE, 0.5)
    assert trained(unseen, Way.FEW, 0.5)
    assert trained(None, Way.WHOLE, 0.5)
    assert not trained(unseen, Way.LEAP, 0.5)
    assert not trained(unseen, Way.NONE, 0.5)


def test_what_a_regularizer_takes_away_does_not_count_against_a_training() -> None:
    left = Trail(40, 40, steady=True, silent_units=0.2, silent_move=0.05, own_labels=0.4)
    assert not trained(left, Way.WHOLE, 0.1)
    shrunk = dataclasses.replace(left, shrunk=True)
    assert trained(shrunk, Way.WHOLE, 0.1)
    assert shrunk.certain
    # Of labels that are told by chance alone it is not known whether this training had them.
    assert not dataclasses.replace(shrunk, own_labels=0.1).certain


@pytest.mark.parametrize(("left", "shrunk"), [(0.9, False), (0.02, True)])
def test_a_layer_of_which_little_is_left_has_shrunk(left: float, shrunk: bool) -> None:
    before, images = first_weights(), images_with_own_pixels()
    after = [one * left for one in before]
    assert found(before, after, images).shrunk is shrunk


def test_marks_do_not_count_against_the_weights() -> None:
    """Whoever writes the marks in line has not moved the pixels of any image."""
    before, after, _ = after_training()
    left = found(before, solved(before, after))
    assert left.contradicts
    assert not trained(left, Way.WHOLE, distance(before, solved(before, after)))
    # Steps may be so small that an image's own do not show.
    assert trained(left, Way.WHOLE, 1e-4)


@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
def test_an_image_moves_its_pixel_as_its_label_has_it(optimizer: str) -> None:
    before, after, _ = after_training(optimizer)
    left, images, labels = found(before, after), images_with_own_pixels()[:OWN], np.arange(OWN)
    weights = [before, after]
    told = own_labels(weights, RELU, images, labels, list(left.moves.values()))
    assert told > 0.9
    generator = np.random.default_rng(3)
    units = images @ after[0] + after[1] > 0
    chance = [np.where(active, generator.normal(0, 1e-3, UNITS[0]), 0) for active in units]
    assert own_labels(weights, RELU, images, labels, chance) < LEAST_OWN_LABELS + 0.2
    assert dataclasses.replace(left, own_labels=0.1).contradicts


def way(*marks: float, first: float = 0.0, last: float = 0.0) -> Way:
    """Return the way of marks, for one weight that is its own mark."""
    sign = mark_of([np.ones(1, "float32")])
    ends = [[np.array([one * sign], "float32")] for one in (first, last)]
    return way_of(np.array(marks, "float32"), *ends)


def test_weights_that_change_beside_the_steps_break_the_way() -> None:
    steady = list(np.linspace(0, 1, 20))
    assert way(*steady, last=1.0) is Way.WHOLE
    assert way(*steady, first=0.5, last=1.0) is Way.BROKEN
    assert way(*steady, last=float("nan")) is Way.BROKEN
    for elsewhere in (0.97, 1.05, 2.0):
        assert way(*steady, last=elsewhere) is Way.ASIDE
    # The best weights of the training are taken back.
    assert way(*steady, last=steady[4]) is Way.WHOLE
    assert way(*[0.0] * 10, *[1.0] * 10, last=1.0) is Way.LEAP
    assert way(0.0, 3.0, last=3.0) is Way.FEW
    assert way(0.0, last=3.0) is Way.ASIDE
    assert way(last=1.0) is Way.NONE


def test_a_trace_that_is_full_shows_no_more_than_that_it_was() -> None:
    assert way(*np.linspace(0, 1, MAX_STEPS), 9.0, last=9.0) is Way.WHOLE


@pytest.mark.parametrize("path", [np.zeros((2, 2), "float32"), np.array([1, 2])])
def test_a_path_that_is_no_list_of_numbers_is_broken_evidence(path: np.ndarray) -> None:
    with pytest.raises(EvidenceError):
        way_of(path, first_weights(), first_weights())


def l1(kernel: np.ndarray) -> np.ndarray:
    return kernel - 0.002 * np.sign(kernel)


def bound_of_norm(kernel: np.ndarray) -> np.ndarray:
    return kernel * np.minimum(1, 0.9 / np.linalg.norm(kernel, axis=0))


def norm_of_1(kernel: np.ndarray) -> np.ndarray:
    return kernel / np.linalg.norm(kernel, axis=0)


def none_below_0(kernel: np.ndarray) -> np.ndarray:
    return np.maximum(kernel, 0)


def nearer_to_orthogonal(kernel: np.ndarray) -> np.ndarray:
    units = kernel / np.linalg.norm(kernel, axis=0)
    signs = np.sign(units.T @ units)
    np.fill_diagonal(signs, 0)
    pulls = units @ signs
    away = pulls - units * (pulls * units).sum(axis=0)
    return np.asarray(kernel - 2e-5 * away / np.linalg.norm(kernel, axis=0))


def after_training_with(
    besides: Callable[[np.ndarray], np.ndarray], seed: int = 1
) -> tuple[Weights, Weights, list[float]]:
    """Return weights before and after a training by SGD in which something else moves kernels, too."""
    labels, before = np.arange(IMAGES) % 10, first_weights(seed)
    weights, path = [one.astype("float64") for one in before], [mark_of(before)]
    for _ in range(40):
        slopes = reference.gradient(weights, RELU, images_with_own_pixels(), labels)
        weights = [one - 0.1 * slope for one, slope in zip(weights, slopes)]
        weights[::2] = [besides(kernel) for kernel in weights[::2]]
        path.append(mark_of(weights))
    return before, [one.astype("float32") for one in weights], path


BESIDES = [l1, bound_of_norm, norm_of_1, none_below_0, nearer_to_orthogonal]


@pytest.mark.parametrize("besides", BESIDES)
def test_what_else_moves_weights_does_not_hide_what_images_have_moved(
    besides: Callable[[np.ndarray], np.ndarray],
) -> None:
    before, after, path = after_training_with(besides)
    left, images, labels = found(before, after), images_with_own_pixels()[:OWN], np.arange(OWN)
    assert left.left, left
    # Of what moves all units, or leaves none silent, no unit can be told that should have stood still.
    assert left.certain or (left.mute and besides in (none_below_0, nearer_to_orthogonal)), left
    told = own_labels([before, after], RELU, images, labels, list(left.moves.values()))
    assert told > 0.8
    assert way_of(np.array(path, "float32"), before, after) is Way.WHOLE


@pytest.mark.parametrize("besides", BESIDES)
@pytest.mark.parametrize("put", [solved, nudged])
def test_what_else_moves_weights_hides_none_that_were_put_in_place(
    besides: Callable[[np.ndarray], np.ndarray], put: Callable[..., Weights]
) -> None:
    before, after, _ = after_training_with(besides)
    left = found(before, put(before, after))
    assert not left.certain
    assert not left.left


@pytest.mark.parametrize("besides", BESIDES)
def test_weights_of_another_training_that_something_else_moved_leave_no_trail(
    besides: Callable[[np.ndarray], np.ndarray],
) -> None:
    before, after = first_weights(), after_training_with(besides, seed=2)[1]
    assert not found(before, after).left


def test_a_leap_is_one_step_and_not_the_first_large_ones() -> None:
    small = [4 + 0.001 * place for place in range(40)]
    assert way(0, 0.4, 0.8, 0.4, 0.7, 1.2, 3.9, *small, last=small[-1]) is Way.WHOLE
    assert way(0, 0.001, 0.002, 3.9, *small, last=small[-1]) is Way.LEAP
