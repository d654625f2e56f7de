"""The grader's own arithmetic against two oracles: finite differences, and Keras itself."""

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from autograder.judge import reference
from autograder.judge.activations import ACTIVATIONS, softmax
from autograder.judge.reference import OptimizerSettings

UNITS = (7, 6, 4)
PIXELS = 9
CLASSES = UNITS[-1]
STEPS = 6
BATCH = 5
RELU = ("relu", "relu", "softmax")


@pytest.fixture(scope="module")
def keras() -> ModuleType:
    """Keras, imported once."""
    import keras

    return keras


@pytest.fixture(scope="module")
def data() -> tuple[np.ndarray, np.ndarray]:
    """Images (n, 3, 3) of values 0-1, and labels."""
    generator = np.random.default_rng(3)
    count = BATCH * STEPS
    return generator.uniform(0, 1, (count, 3, 3)), generator.integers(0, CLASSES, count)


def some_weights(seed: int = 1) -> list[np.ndarray]:
    return reference.random_weights(PIXELS, UNITS, np.random.default_rng(seed))


def loss(
    weights: Sequence[np.ndarray], activations: Sequence[str], images: Any, labels: Any
) -> Any:
    return reference.cross_entropy(labels, reference.predict(weights, activations, images))


# --- The network, by hand and by finite differences ----------------------------------------------


def test_softmax_is_a_distribution_even_for_huge_logits() -> None:
    logits = np.array([[1000.0, 0.0, -1000.0], [0.0, np.log(2), np.log(5)]])
    assert np.allclose(softmax(logits), [[1, 0, 0], [1 / 8, 2 / 8, 5 / 8]])


def test_a_dense_network_is_computed_layer_by_layer() -> None:
    weights = [np.array([[1.0, -1.0]]), np.array([0.0, 0.5]), np.eye(2), np.zeros(2)]
    found = reference.predict(weights, ("relu", "linear"), np.array([[2.0], [-3.0]]))
    assert found.tolist() == [[2.0, 0.0], [0.0, 3.5]]


def test_cross_entropy_is_the_mean_of_minus_the_logarithm() -> None:
    probabilities = np.array([[0.5, 0.5], [0.2, 0.8]])
    right = -(np.log(0.5) + np.log(0.8)) / 2
    assert reference.cross_entropy(np.array([0, 1]), probabilities) == pytest.approx(right)


def test_cross_entropy_of_a_sure_mistake_is_finite() -> None:
    found = reference.cross_entropy(np.array([0]), np.array([[0.0, 1.0]]))
    assert found == pytest.approx(-np.log(1e-7))


def test_accuracy_is_the_share_of_rows_with_their_label_on_top() -> None:
    probabilities = np.array([[0.9, 0.1], [0.4, 0.6], [0.3, 0.7], [0.2, 0.8]])
    assert reference.accuracy(np.array([0, 1, 0, 1]), probabilities) == 0.75


@pytest.mark.parametrize("hidden", ["relu", "linear", "sigmoid", "tanh", "elu", "selu", "softplus"])
def test_the_gradient_is_that_of_finite_differences(hidden: str, data: Any) -> None:
    activations = (hidden, hidden, "softmax")
    weights = [one.astype("float64") for one in some_weights()]
    images, labels = data
    found = reference.gradient(weights, activations, images, labels)
    size = 1e-6
    for which, weight in enumerate(weights):
        for place in np.ndindex(weight.shape):
            both = []
            for sign in (1, -1):
                moved = [one.copy() for one in weights]
                moved[which][place] += sign * size
                both.append(loss(moved, activations, images, labels))
            slope = (both[0] - both[1]) / (2 * size)
            assert found[which][place] == pytest.approx(slope, rel=1e-4, abs=1e-8)


def test_the_gradient_of_a_loss_that_takes_probabilities_for_logits(data: Any) -> None:
    weights = [one.astype("float64") for one in some_weights()]
    found = reference.gradient(weights, RELU, *data, softmax_again=True)
    twice = (*RELU[:-1], "softmax of softmax")
    for place in np.ndindex(weights[-1].shape):
        both = []
        for sign in (1, -1):
            moved = [one.copy() for one in weights]
            moved[-1][place] += sign * 1e-6
            both.append(loss(moved, twice, *data))
        slope = (both[0] - both[1]) / 2e-6
        assert found[-1][place] == pytest.approx(slope, rel=1e-4, abs=1e-8)


def test_the_gradient_has_the_shapes_of_the_weights(data: Any) -> None:
    weights = some_weights()
    found = reference.gradient(weights, RELU, *data)
    assert [one.shape for one in found] == [one.shape for one in weights]


def test_weights_are_drawn_in_the_order_and_precision_of_keras() -> None:
    weights = some_weights()
    assert [one.shape for one in weights] == [(9, 7), (7,), (7, 6), (6,), (6, 4), (4,)]
    assert {one.dtype.name for one in weights} == {"float32"}
    assert np.abs(weights[0]).max() <= np.sqrt(6 / (9 + 7))


def test_a_last_layer_that_is_fitted_recognises_most_digits(dataset: Any) -> None:
    images, labels = dataset.x_train[:1500] / 255, dataset.y_train[:1500]
    generator = np.random.default_rng(0)
    weights = reference.random_weights(784, (100, 50, 10), generator)
    fitted = reference.fit_last_layer(weights, RELU, images, labels)
    unseen = reference.predict(fitted, RELU, dataset.x_test / 255)
    assert reference.accuracy(dataset.y_test, unseen) > 0.5
    assert all(np.array_equal(old, new) for old, new in zip(weights[:-2], fitted[:-2]))


def test_a_last_layer_that_is_fitted_is_the_same_on_every_processor(
    dataset: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    images, labels = dataset.x_train[:300] / 255, dataset.y_train[:300]
    generator = np.random.default_rng(0)
    weights = reference.random_weights(784, (100, 10), generator)
    right = reference.fit_last_layer(weights, RELU[-2:], images, labels)
    solve = np.linalg.solve

    def solved_elsewhere(left: np.ndarray, sums: np.ndarray) -> np.ndarray:
        """Return a solution that differs by more than those of two processors do, about 1e-13."""
        solution = solve(left, sums)
        return solution + generator.uniform(-1e-12, 1e-12, solution.shape)

    monkeypatch.setattr(np.linalg, "solve", solved_elsewhere)
    for _ in range(100):
        found = reference.fit_last_layer(weights, RELU[-2:], images, labels)
        assert all(map(np.array_equal, found, right))


# --- Keras ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in sorted(ACTIVATIONS) if " " not in name])
def test_an_activation_is_the_one_that_keras_calls_by_its_name(
    name: str, keras: ModuleType
) -> None:
    x = np.linspace(-6, 6, 40).reshape(8, 5)
    right = keras.activations.get(name)(keras.ops.convert_to_tensor(x, "float64"))
    assert np.allclose(ACTIVATIONS[name](x), np.asarray(right), atol=1e-6)


def model(keras: ModuleType, optimizer: Any) -> Any:
    found = keras.Sequential(
        [keras.Input((3, 3)), keras.layers.Flatten()]
        + [keras.layers.Dense(n, activation=name) for n, name in zip(UNITS, RELU)]
    )
    found.set_weights(some_weights())
    found.compile(
        optimizer=optimizer,
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        run_eagerly=True,
    )
    return found


def test_predictions_loss_and_accuracy_are_those_of_keras(keras: ModuleType, data: Any) -> None:
    images, labels = data
    trained = model(keras, "sgd")
    outputs = reference.predict(some_weights(), RELU, images)
    assert np.allclose(outputs, trained.predict(images, verbose=0), atol=1e-6)
    logs = trained.evaluate(images, labels, verbose=0, return_dict=True)
    assert reference.cross_entropy(labels, outputs) == pytest.approx(logs["loss"], rel=1e-4)
    assert reference.accuracy(labels, outputs) == pytest.approx(logs["accuracy"], abs=1e-6)


SGD = [
    {},
    {"momentum": 0.9},
    {"momentum": 0.9, "nesterov": True},
    {"clipnorm": 0.05},
    {"clipvalue": 0.02},
    {"global_clipnorm": 0.05},
    {"weight_decay": 0.3},
    {"momentum": 0.8, "nesterov": True, "weight_decay": 0.1, "clipnorm": 0.1},
]
ADAM = [
    {},
    {"amsgrad": True},
    {"beta_1": 0.6, "beta_2": 0.9},
    {"epsilon": 0.01},
    {"clipnorm": 0.05},
    {"weight_decay": 0.3},
    {"amsgrad": True, "weight_decay": 0.1, "global_clipnorm": 0.1},
]
MEANS: list[dict[str, Any]] = [
    {"use_ema": True},
    {"use_ema": True, "ema_momentum": 0.7},
    {"use_ema": True, "ema_momentum": 0.6, "ema_overwrite_frequency": 2},
]
SGD += MEANS
ADAM += MEANS
EVERY = [("SGD", settings) for settings in SGD] + [("Adam", settings) for settings in ADAM]


def keras_steps(keras: ModuleType, optimizer: Any, data: Any) -> list[np.ndarray]:
    """Return the weights after one epoch of small batches in order, as Keras trains."""
    images, labels = data
    trained = model(keras, optimizer)
    for step in range(STEPS):
        batch = slice(step * BATCH, (step + 1) * BATCH)
        trained.train_on_batch(images[batch], labels[batch])
    # As `fit` does after its last epoch.
    optimizer.finalize_variable_values(trained.trainable_weights)
    return trained.get_weights()


def reference_steps(family: str, settings: OptimizerSettings, data: Any) -> list[np.ndarray]:
    images, labels = data
    batches = iter(range(STEPS))

    def gradient(weights: Sequence[np.ndarray]) -> list[np.ndarray]:
        step = next(batches)
        batch = slice(step * BATCH, (step + 1) * BATCH)
        return reference.gradient(weights, RELU, images[batch], labels[batch])

    return reference.STEPS[family](some_weights(), gradient, STEPS, settings)


def agree(found: Sequence[np.ndarray], right: Sequence[np.ndarray]) -> bool:
    """Whether two trainings end at the same weights, to a thousandth of how far they went."""
    start = some_weights()
    moved = np.sqrt(sum(((new - old) ** 2).sum() for old, new in zip(start, right)))
    apart = np.sqrt(sum(((new - one) ** 2).sum() for one, new in zip(found, right)))
    return bool(moved > 0.001 and apart < 1e-3 * moved)


@pytest.mark.parametrize(("family", "options"), EVERY, ids=lambda value: str(value))
def test_an_optimizer_takes_the_steps_of_keras(
    family: str, options: dict[str, Any], keras: ModuleType, data: Any
) -> None:
    optimizer = getattr(keras.optimizers, family)(learning_rate=0.05, **options)
    found = reference_steps(family, OptimizerSettings((0.05,), **options), data)
    assert agree(found, keras_steps(keras, optimizer, data))


@pytest.mark.parametrize("family", ["SGD", "Adam"])
def test_a_schedule_gives_each_step_its_own_rate(family: str, keras: ModuleType, data: Any) -> None:
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=2, decay_rate=0.5)
    rates = tuple(float(schedule(step)) for step in range(STEPS))
    right = keras_steps(keras, getattr(keras.optimizers, family)(schedule), data)
    assert agree(reference_steps(family, OptimizerSettings(rates), data), right)
    assert not agree(reference_steps(family, OptimizerSettings(rates[:1]), data), right)


def test_the_last_rate_holds_for_all_steps_after_it() -> None:
    settings = OptimizerSettings((0.3, 0.2))
    assert [settings.rate(step) for step in (0, 1, 2, 99)] == [0.3, 0.2, 0.2, 0.2]


@pytest.mark.parametrize("name", ["AdamW", "Nadam", "RMSprop", "Adagrad", "Adamax"])
def test_another_optimizer_takes_other_steps(name: str, keras: ModuleType, data: Any) -> None:
    optimizer = getattr(keras.optimizers, name)(learning_rate=0.05)
    right = keras_steps(keras, optimizer, data)
    for family in ("SGD", "Adam"):
        assert not agree(reference_steps(family, OptimizerSettings((0.05,)), data), right)
