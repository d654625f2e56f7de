"""Work out what a trained network answers, from its weights alone.

In: weights and recorded answers, and what the model says of its layers. Out: what computes the answers:
a chain of dense layers, one near the contract's, or the layers that the model lists. Who says what of
itself that gives other answers fails.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Sequence

import numpy as np

from autograder.assignment.architecture import shapes_along
from autograder.assignment.rubric import Rubric
from autograder.judge import reference
from autograder.judge.checks import network
from autograder.judge.checks.finding import Explained, explain
from autograder.judge.checks.layers import in_parts, network_of
from autograder.judge.checks.scales import Compute
from autograder.judge.checks.support import fail, weights_of
from autograder.judge.checks.weighted import layers_with_weights
from autograder.judge.evidence import Node

# Rounding may differ between the judge's arithmetic and TensorFlow's.
SAME_CLASSES = 0.995
# Images with which activations are identified.
SAMPLE = 24
# Multiplications of a search for the chain that gives the answers: most are the contract's.
MOST_SEARCHED = 3e8
# So many images are enough to tell whether layers that take long give what the model gave.
LOOKED_AT = 500


@dataclasses.dataclass(frozen=True)
class Worked:
    """A network whose outputs the judge can work out.

    Attributes:
        chain: Its dense layers.
        behaviour: What they compute.
    """

    chain: network.Chain
    behaviour: network.Behaviour


def work_out(
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
    predicted = computing(worked)(unseen.reshape(len(unseen), -1))
    same = predicted.argmax(axis=1) == outputs.argmax(axis=1)
    return worked if same.mean() >= SAME_CLASSES else None


def explained_chain(
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


def computing_chain(
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


def computing(worked: Worked) -> Compute:
    """Return what computes the outputs of a network of dense layers."""
    (factor, shift), chain = worked.behaviour.scale, worked.chain
    activations = (*worked.behaviour.hidden, worked.behaviour.output)

    def computed(images: np.ndarray) -> np.ndarray:
        scaled = images.astype("float64") * factor + shift
        return reference.predict(chain.weights, activations, scaled)

    return lambda images: in_parts(computed, images, max(chain.units))


def computing_layers(
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
