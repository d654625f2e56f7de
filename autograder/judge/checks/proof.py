"""Tell whether the answers for unseen images come from a network that was trained for them.

In: the record of `autograder.probe.accuracy.test_accuracy` and its inputs. Out: nothing where the judge
can work all of it out; else what a person should look at. It does not rest on any other task: a network
may have other widths, activations, layers or scaling than the contract's. Where the answers follow from
no trained network that the judge can work out, the check fails.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np

from autograder.assignment.rubric import Rubric
from autograder.data import Dataset
from autograder.judge import reference
from autograder.judge.activations import SLOPES
from autograder.judge.checks import network
from autograder.judge.checks.computing import (
    Worked,
    computing,
    computing_chain,
    computing_layers,
    explained_chain,
    work_out,
)
from autograder.judge.checks.finding import Explained
from autograder.judge.checks.first_weights import have_learnt
from autograder.judge.checks.layers import network_of
from autograder.judge.checks.scales import (
    Compute,
    as_far_apart,
    demand_answers_in_other_scales,
    demand_the_images,
    scalings,
)
from autograder.judge.checks.steps import (
    CLEAR_MOVE,
    LEAST_IMAGES_OF_SHRUNK,
    LEAST_TOLD,
    Layer,
    Trail,
    Way,
    distance,
    marks_tell,
    own_labels,
    trail,
    trained,
    way_of,
)
from autograder.judge.checks.support import fail, weights_of
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs, dark_pixels
from autograder.probe.training_trace import RECORDED_SIGNS

# How alike the weights of neighbouring pixels are in a layer that has learnt from images; and how far
# they are by chance, in shares of one over the root of their number.
LEAST_LIKENESS, LIKENESS_BY_CHANCE = 0.02, 10.0
# Of the range of the images: what a mark differs from the ground at least to be one.
LEAST_MARK = 1e-3
# Of the signs; a tenth is what chance knows.
LEAST_SIGNS = 0.6
# Images whose features are looked at; fewer where layers take long.
FEATURES_OF, FEATURES_OF_OTHERS = 800, 300


def demand_trained_network(
    calls: Node, inputs: Inputs, rubric: Rubric, dataset: Dataset
) -> tuple[str, ...]:
    """Fail unless the outputs follow from a network that was trained in this very call.

    Returns:
        What could only be made likely, in words for a person who should look.
    """
    outputs, shown = calls["predict"]["outputs"].array, calls["unseen"].array
    unseen, doubts = demand_the_images(inputs["unseen"], shown)
    by_image = bool(doubts)
    weights = weights_of(calls["weights"])
    _demand_first_weights_of_chance(weights_of(calls["first_weights"]), rubric)
    chain = network.find_chain(weights, rubric.pixels)
    worked = work_out(chain, unseen, outputs, rubric)
    explained = None if worked else explained_chain(weights, unseen, outputs, rubric)
    if worked:
        compute = computing(worked)
    elif explained:
        compute = computing_chain(explained, weights, rubric)
    else:
        compute = computing_layers(calls, unseen, outputs, rubric)
    labels = inputs["classes"][dataset.y_test]
    if doubts:
        demand_answers_in_other_scales(compute, inputs["unseen"], unseen, labels)
    doubts += _demand_steps(calls, inputs, rubric, dataset, worked)
    _demand_that_signs_are_known(compute, inputs, calls, unseen, by_image)
    _demand_nothing_known_before(calls, unseen, labels, rubric, worked or explained)
    return tuple(doubts)


def _demand_that_signs_are_known(
    compute: Compute, inputs: Inputs, calls: Node, unseen: np.ndarray, by_image: bool
) -> None:
    """Fail unless the network tells the signs apart that only this training can have shown it.

    In the scale in which it is shown the unseen images: one of their own, which normalizing may give
    them where it looks up what they stand for, would tell the network what it never learnt.

    Args:
        compute: Gives the network's outputs.
        inputs: The inputs.
        calls: The record.
        unseen: The unseen images as the network is shown them.
        by_image: Whether their scaling is no table of grey levels, so that the judge scales the signs.
    """
    count = min(RECORDED_SIGNS, len(inputs["sign_images"]))
    if not count:
        return
    raw, signs, labels = (inputs[name] for name in ("unseen", "sign_images", "sign_labels"))
    signs, labels = signs[:count], labels[:count]
    demand_the_images(signs, calls["signs"].array)
    if not by_image:
        levels, first = np.unique(raw, return_index=True)
        shown = [np.interp(signs, levels, unseen.reshape(-1)[first]).reshape(count, -1)]
    else:
        # Beside other images, as in the training, since some scalings look at all of a batch.
        pairs = zip(scalings(raw), scalings(np.concatenate([raw, signs])))
        shown = [
            as_far_apart(scaled, unseen, every[-count:].reshape(count, -1))
            for scaled, every in pairs
        ]
    if max(reference.accuracy(labels, compute(one)) for one in shown) < LEAST_SIGNS:
        fail("signs_not_learnt")


def _demand_first_weights_of_chance(first: Sequence[np.ndarray], rubric: Rubric) -> None:
    """Fail where the model has learnt from images before, or holds some, when the training begins.

    No way to draw first weights knows which pixels lie beside each other. In what has seen images, the
    weights of neighbours are alike.
    """
    chain = network.find_chain(first, rubric.pixels)
    if chain is None or len(rubric.input_shape) != 2:
        return
    kernel = chain.kernels[0].reshape(*rubric.input_shape, -1)
    varying = kernel - kernel.mean(axis=(0, 1))
    # All the same, as of ones or zeros, is no likeness.
    if not np.abs(varying).max() > LEAST_MARK * np.abs(kernel).max():
        return
    pairs = [(varying[1:], varying[:-1]), (varying[:, 1:], varying[:, :-1])]
    likeness = [
        float((one * other).sum()) / math.sqrt(float((one**2).sum()) * float((other**2).sum()))
        for one, other in pairs
    ]
    if min(likeness) > max(LEAST_LIKENESS, LIKENESS_BY_CHANCE / math.sqrt(kernel.size)):
        fail("trained_before")


def _demand_nothing_known_before(
    calls: Node,
    unseen: np.ndarray,
    labels: np.ndarray,
    rubric: Rubric,
    worked: Worked | Explained | None,
) -> None:
    """Fail where the features of the first weights tell the classes apart better than by chance.

    However many layers there are before and between those that were trained elsewhere.
    """
    first, last = weights_of(calls["first_weights"]), weights_of(calls["weights"])
    if [one.shape for one in first] != [one.shape for one in last]:
        return
    images, count = unseen[:FEATURES_OF], FEATURES_OF
    if not isinstance(worked, Worked):
        images, count = unseen[:FEATURES_OF_OTHERS], FEATURES_OF_OTHERS

    def features(weights: Sequence[np.ndarray]) -> np.ndarray:
        if worked is None:
            compute = network_of(calls["layers"], weights, rubric.input_shape, hidden=True)
            # The same layers gave the answers with the last weights.
            return images if compute is None else compute(images)
        if isinstance(worked, Explained):
            return computing_chain(worked, weights, rubric, hidden=True)(images)
        chain = network.find_chain(weights, rubric.pixels)
        if chain is None or chain.units != worked.chain.units:
            return images
        factor, shift = worked.behaviour.scale
        values = images.astype("float64") * factor + shift
        return reference.predict(chain.weights[:-2], worked.behaviour.hidden, values)

    with np.errstate(all="ignore"):
        if have_learnt(first, features, labels[:count]):
            fail("trained_before")


def _demand_steps(
    calls: Node, inputs: Inputs, rubric: Rubric, dataset: Dataset, worked: Worked | None
) -> list[str]:
    """Fail unless steps of an optimizer led from the first weights to the last."""
    first, last = weights_of(calls["first_weights"]), weights_of(calls["weights"])
    if [one.shape for one in first] != [one.shape for one in last]:
        first = []
    left = _trail(calls, inputs, rubric, dataset, first, worked)
    marks = calls["steps"]["path"].series
    way = way_of(marks, first, last) if marks_tell(first, last) else Way.NONE
    # Images show in a layer whose units are never silent, too, but prove less.
    likely = left is not None and left.left and left.mute
    # No network gets this far in a few steps: what they show is not enough here.
    whole = trained(left, way, distance(first, last)) and (
        way is not Way.FEW or (left is not None and left.certain)
    )
    if not whole and not (likely and way in (Way.NONE, Way.ASIDE, Way.FEW)):
        fail("not_trained")
    if left is None and not rubric.is_dense and way is Way.WHOLE and _all_moved(first, last):
        # In the weights of convolutions no image shows by itself: steps and signs are what there is.
        return []
    if left is None or not (left.certain or (likely and way is Way.WHOLE)):
        return ["it cannot be worked out that gradients led to its weights"]
    # Whoever knows how can put into weights what images leave there: a person looks where that is all.
    return [] if way is Way.WHOLE else ["no steps of Keras's were seen to lead to its weights"]


def _all_moved(first: Sequence[np.ndarray], last: Sequence[np.ndarray]) -> bool:
    """Whether training has moved the weights of every layer."""
    return all(distance([old], [new]) >= CLEAR_MOVE for old, new in zip(first, last))


def _trail(
    calls: Node,
    inputs: Inputs,
    rubric: Rubric,
    dataset: Dataset,
    first: Sequence[np.ndarray],
    worked: Worked | None,
) -> Trail | None:
    """Return what the marked images have left in the first layer, or None where there is no telling."""
    chain = network.find_chain(first, rubric.pixels)
    pixels = inputs["marking_pixels"]
    if worked is None or chain is None or chain.units != worked.chain.units or not len(pixels):
        return None
    images = calls["marked"].array
    if images.size != len(pixels) * rubric.pixels or not np.isfinite(images).all():
        return None
    factor, shift = worked.behaviour.scale
    images = images.reshape(len(pixels), -1).astype("float64") * factor + shift
    # A scaling may have taken marks away, and what no image lights up moves nothing.
    places = np.arange(len(pixels))
    others = (images[:, pixels].sum(axis=0) - images[places, pixels]) / max(len(pixels) - 1, 1)
    seen = np.flatnonzero(np.abs(images[places, pixels] - others) > LEAST_MARK * np.ptp(images))
    found = trail(
        Layer(chain.kernels[0], chain.biases[0]),
        Layer(worked.chain.kernels[0], worked.chain.biases[0]),
        images[seen],
        [np.array([one]) for one in pixels[seen]],
        np.setdiff1d(dark_pixels(dataset), pixels),
    )
    labels = inputs["classes"][dataset.y_train[inputs["marked_images"]]]
    told = _own_labels(chain, worked, images[seen], labels[seen], found)
    found = dataclasses.replace(found, own_labels=told)
    hidden = worked.behaviour.hidden
    if not hidden or hidden[0] != "relu" or not worked.behaviour.exact:
        # Units that are never silent have no silent ones to compare with.
        return dataclasses.replace(found, silent_units=0.0)
    return found if math.isfinite(found.silent_move) else None


def _own_labels(
    first: network.Chain, worked: Worked, images: np.ndarray, labels: np.ndarray, left: Trail
) -> float:
    """Return how many marked images moved their weights as their labels have it; 1 if none can tell."""
    last, activations = worked.chain, (*worked.behaviour.hidden, "softmax")
    places = list(left.moves)
    # Of few images it tells nothing, unless they are those that stand out from what else moves weights.
    least = LEAST_TOLD if left.exact else LEAST_IMAGES_OF_SHRUNK
    if len(places) < least or not set(worked.behaviour.hidden) <= set(SLOPES):
        return 1.0
    weights = [chain.weights for chain in (first, last)]
    moves = list(left.moves.values())
    return own_labels(weights, activations, images[places], labels[places], moves)
