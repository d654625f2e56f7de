"""Tell whether the answers for unseen images come from a network that was trained for them.

In: the record of `autograder.probe.accuracy.test_accuracy` and its inputs. Out: nothing where the judge
can work all of it out; else what a person should look at. It does not rest on any other task: a network
may have other widths, activations, layers or scaling than the contract's. Where the answers follow from
no trained network that the judge can work out, the check fails.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from autograder.assignment.architecture import shapes_along
from autograder.assignment.rubric import Rubric
from autograder.data import Dataset
from autograder.judge import reference
from autograder.judge.activations import SLOPES
from autograder.judge.checks import network
from autograder.judge.checks.finding import Explained, explain
from autograder.judge.checks.first_weights import have_learnt
from autograder.judge.checks.layers import in_parts, network_of
from autograder.judge.checks.steps import (
    CLEAR_MOVE,
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
from autograder.judge.checks.weighted import layers_with_weights
from autograder.judge.evidence import Node
from autograder.judge.inputs import Inputs, dark_pixels
from autograder.probe.training_trace import RECORDED_SIGNS

# Equal grey levels become equal numbers, as a share of the numbers' range: what is more than rounding
# may tell the model what it shall answer.
SAME_LEVEL = 1e-5
# Rounding may differ between the judge's arithmetic and TensorFlow's.
SAME_CLASSES = 0.995
# How alike an image and its scaled form are at least, where the scaling is no table of grey levels.
LEAST_ALIKE, LEAST_ALIKE_IMAGES = 0.9, 0.98
# The accuracy that a network which has learnt from images has in a scaling much like its own.
LEAST_IN_OTHER_SCALES = 0.6
# Images with which activations are identified.
SAMPLE = 24
# How alike the weights of neighbouring pixels are in a layer that has learnt from images; and how far
# they are by chance, in shares of one over the root of their number.
LEAST_LIKENESS, LIKENESS_BY_CHANCE = 0.02, 10.0
# Of the range of the images: what a mark differs from the ground at least to be one.
LEAST_MARK = 1e-3
# Of the signs; a tenth is what chance knows.
LEAST_SIGNS = 0.6
# Images whose features are looked at; fewer where layers take long.
FEATURES_OF, FEATURES_OF_OTHERS = 800, 300
# Multiplications of a search for the chain that gives the answers: most are the contract's.
MOST_SEARCHED = 3e8
# So many images are enough to tell whether layers that take long give what the model gave.
LOOKED_AT = 500

# From images in the student's scale, shape (n, pixels), to outputs.
Compute = Callable[[np.ndarray], np.ndarray]


@dataclasses.dataclass(frozen=True)
class Worked:
    """A network whose outputs the judge can work out.

    Attributes:
        chain: Its dense layers.
        behaviour: What they compute.
    """

    chain: network.Chain
    behaviour: network.Behaviour


def demand_trained_network(
    calls: Node, inputs: Inputs, rubric: Rubric, dataset: Dataset
) -> tuple[str, ...]:
    """Fail unless the outputs follow from a network that was trained in this very call.

    Returns:
        What could only be made likely, in words for a person who should look.
    """
    outputs, shown = calls["predict"]["outputs"].array, calls["unseen"].array
    unseen, doubts = _demand_the_images(inputs["unseen"], shown)
    by_image = bool(doubts)
    weights = weights_of(calls["weights"])
    _demand_first_weights_of_chance(weights_of(calls["first_weights"]), rubric)
    chain = network.find_chain(weights, rubric.pixels)
    worked = _work_out(chain, unseen, outputs, rubric)
    explained = None if worked else _explained(weights, unseen, outputs, rubric)
    if worked:
        compute = _computing(worked)
    elif explained:
        compute = _computing_chain(explained, weights, rubric)
    else:
        compute = _computing_layers(calls, unseen, outputs, rubric)
    labels = inputs["classes"][dataset.y_test]
    if doubts:
        _demand_answers_in_other_scales(compute, inputs["unseen"], unseen, labels)
    doubts += _demand_steps(calls, inputs, rubric, dataset, worked)
    _demand_that_signs_are_known(compute, inputs, calls, unseen, by_image)
    _demand_nothing_known_before(calls, unseen, labels, rubric, worked or explained)
    return tuple(doubts)


def _demand_the_images(raw: np.ndarray, unseen: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Fail where what the model was shown are not the unseen images, in whatever scale.

    Returns:
        The images in that scale, flattened, with one number for each grey level if it is such a
        scale; and what is doubtful.
    """
    if unseen.size != raw.size or not np.isfinite(unseen).all():
        fail("not_the_images")
    levels, values = raw.reshape(-1), unseen.reshape(-1).astype("float64")
    counts = np.bincount(levels, minlength=256)
    means = np.bincount(levels, values, minlength=256) / np.maximum(counts, 1)
    if np.abs(values - means[levels]).max() <= SAME_LEVEL * max(np.ptp(means), 1e-9):
        return means[levels].reshape(len(raw), -1), []
    scaled: np.ndarray = values.reshape(raw.shape)
    # By image, or as `keras.utils.normalize` and others do along one axis: by pixel, row or column.
    pairs: list[tuple[np.ndarray, np.ndarray]]
    pairs = [(raw.reshape(len(raw), -1), scaled.reshape(len(raw), -1))]
    pairs += [(np.moveaxis(raw, axis, -1), np.moveaxis(scaled, axis, -1)) for axis in range(3)]
    if not any(_alike(*pair) for pair in pairs):
        fail("not_the_images")
    return scaled.reshape(len(raw), -1), ["its scaling is not one number for each grey level"]


def _alike(rows: np.ndarray, others: np.ndarray) -> bool:
    """Whether almost every row along the last axis is the other one's, but for a factor and a shift."""
    first, second = (
        one.astype("float64") - one.mean(axis=-1, keepdims=True) for one in (rows, others)
    )
    sizes = np.sqrt((first**2).sum(axis=-1) * (second**2).sum(axis=-1))
    told = sizes > 1e-12
    alike = np.abs((first * second).sum(axis=-1)[told] / sizes[told]) >= LEAST_ALIKE
    return bool(told.any() and alike.mean() >= LEAST_ALIKE_IMAGES)


def _work_out(
    chain: network.Chain | None, unseen: np.ndarray, outputs: np.ndarray, rubric: Rubric
) -> Worked | None:
    """Return the network if the outputs for all images follow from its weights."""
    if chain is None or chain.unused or chain.units[-1] != outputs.shape[1]:
        return None
    count = len(chain.kernels) - 1
    hidden = (*rubric.activations[:-1], *("relu",) * count)[:count]
    # Spread over the classes: the first images of a data set may all be of one.
    places = np.unique(np.linspace(0, len(unseen) - 1, SAMPLE).astype("int64"))
    behaviour = network.identify(
        chain, unseen[places], outputs[places], (*hidden, rubric.activations[-1])
    )
    if behaviour is None:
        return None
    worked = Worked(chain, behaviour)
    predicted = _computing(worked)(unseen.reshape(len(unseen), -1))
    same = predicted.argmax(axis=1) == outputs.argmax(axis=1)
    return worked if same.mean() >= SAME_CLASSES else None


def _explained(
    weights: Sequence[np.ndarray], unseen: np.ndarray, outputs: np.ndarray, rubric: Rubric
) -> Explained | None:
    """Return which chain near the contract's gives the outputs, in whatever style it is written."""
    if rubric.is_dense:
        return None
    shape = rubric.network_shape
    found, unused = layers_with_weights(weights, rubric.layers, shape[-1])
    if unused or unseen[0].size != math.prod(shape):
        return None
    places = np.unique(np.linspace(0, len(unseen) - 1, SAMPLE).astype("int64"))
    return explain(
        rubric.layers, shape, found, weights, unseen[places], outputs[places], MOST_SEARCHED
    )


def _computing_chain(
    explained: Explained, weights: Sequence[np.ndarray], rubric: Rubric, hidden: bool = False
) -> Compute:
    """Return what computes the outputs of a chain, or what its last layer is given."""
    layers, ordered = explained.layers, explained.weights(weights)
    if hidden:
        layers, ordered = layers[:-1], ordered[: -1 - layers[-1].bias]
    along = shapes_along(explained.layers, rubric.network_shape)
    widest = max(
        math.prod(given) * math.prod(layer.window.size) * (got[-1] if layer.width else 1)
        for layer, got, given in zip(explained.layers, along, along[1:])
    )

    def computed(images: np.ndarray) -> np.ndarray:
        values = images.reshape(-1, *rubric.network_shape).astype("float64")
        return reference.predict(ordered, layers, values * explained.scale[0] + explained.scale[1])

    return lambda images: in_parts(computed, images, widest)


def _computing(worked: Worked) -> Compute:
    """Return what computes the outputs of a network of dense layers."""
    (factor, shift), chain = worked.behaviour.scale, worked.chain
    activations = (*worked.behaviour.hidden, worked.behaviour.output)

    def computed(images: np.ndarray) -> np.ndarray:
        scaled = images.astype("float64") * factor + shift
        return reference.predict(chain.weights, activations, scaled)

    return lambda images: in_parts(computed, images, max(chain.units))


def _computing_layers(
    calls: Node, unseen: np.ndarray, outputs: np.ndarray, rubric: Rubric
) -> Compute:
    """Return what computes the outputs of a model's layers; fail unless they are the recorded ones.

    What cannot be worked out may be a search, whatever becomes of it with other weights or images:
    only what the judge itself gets from the weights are answers of a network.
    """
    weights, compute = weights_of(calls["weights"]), None
    if "layers" in calls:
        compute = network_of(calls["layers"], weights, rubric.input_shape)
    if compute is None:
        fail("not_worked_out")
    # Which images are looked at follows from all of the outputs, so that nobody knows it before.
    content = hashlib.sha256(np.ascontiguousarray(outputs).tobytes()).digest()
    generator = np.random.default_rng(np.frombuffer(content, "uint32"))
    places = generator.permutation(len(outputs))[:LOOKED_AT]
    with np.errstate(all="ignore"):
        try:
            found = compute(unseen[places])
        except (ValueError, ArithmeticError):
            fail("not_worked_out")
    shown = outputs[places]
    if found.shape != shown.shape or not np.isfinite(found).all():
        fail("not_the_model")
    if (found.argmax(axis=1) == shown.argmax(axis=1)).mean() < SAME_CLASSES:
        fail("not_the_model")
    return compute


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
    _demand_the_images(signs, calls["signs"].array)
    if not by_image:
        levels, first = np.unique(raw, return_index=True)
        shown = [np.interp(signs, levels, unseen.reshape(-1)[first]).reshape(count, -1)]
    else:
        # Beside other images, as in the training, since some scalings look at all of a batch.
        pairs = zip(_scalings(raw), _scalings(np.concatenate([raw, signs])))
        shown = [
            _as_far_apart(scaled, unseen, every[-count:].reshape(count, -1))
            for scaled, every in pairs
        ]
    if max(reference.accuracy(labels, compute(one)) for one in shown) < LEAST_SIGNS:
        fail("signs_not_learnt")


def _as_far_apart(scaled: np.ndarray, unseen: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return values of a scaling of the judge's in the range that the student's has.

    Args:
        scaled: The unseen images in the judge's scaling.
        unseen: The same in the student's.
        values: What is to be put into that range.
    """
    slope, start = np.polyfit(scaled.reshape(-1), unseen.reshape(-1), 1)
    return np.asarray(slope * values + start)


def _demand_answers_in_other_scales(
    compute: Compute, raw: np.ndarray, unseen: np.ndarray, labels: np.ndarray
) -> None:
    """Fail where a network tells images apart in the student's scaling, and in none of the judge's.

    A scaling that is no table of grey levels may tell the network what a search has found, such as by
    the brightness of the ground. What the judge scales itself tells nothing but the image.
    """
    best, some = 0.0, slice(None, None, max(1, len(raw) // LOOKED_AT))
    for scaled in _scalings(raw):
        values = _as_far_apart(scaled, unseen, scaled.reshape(len(raw), -1)[some])
        best = max(best, reference.accuracy(labels[some], compute(values)))
    if best < LEAST_IN_OTHER_SCALES:
        fail("not_the_images")


def _scalings(raw: np.ndarray) -> Iterator[np.ndarray]:
    """Yield images in scales that people choose: as they are; by image, row, column or pixel."""
    images = raw.astype("float64")
    yield images
    for axes in ((1, 2), (2,), (1,), (0,)):
        least, mean = (getattr(images, name)(axis=axes, keepdims=True) for name in ("min", "mean"))
        sizes = (
            (0.0, images.max(axis=axes, keepdims=True)),
            (0.0, np.sqrt((images**2).sum(axis=axes, keepdims=True))),
            (0.0, images.sum(axis=axes, keepdims=True)),
            (least, images.max(axis=axes, keepdims=True) - least),
            (mean, images.std(axis=axes, keepdims=True)),
        )
        for start, size in sizes:
            yield (images - start) / np.where(size > 0, size, 1)


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
            return _computing_chain(worked, weights, rubric, hidden=True)(images)
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
    if len(places) < LEAST_TOLD or not set(worked.behaviour.hidden) <= set(SLOPES):
        return 1.0
    weights = [chain.weights for chain in (first, last)]
    moves = list(left.moves.values())
    return own_labels(weights, activations, images[places], labels[places], moves)
