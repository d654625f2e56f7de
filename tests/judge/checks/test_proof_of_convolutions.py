"""The accuracy of a network with convolutions is proven from its weights, in any style."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import synthetic
from test_chains import CONVOLUTIONS, rubric_of, subclassed

from autograder.assignment.rubric import Rubric
from autograder.data import embedded_dataset
from autograder.judge.checks import proof
from autograder.judge.checks.support import Failure
from autograder.judge.evidence import Node, read_task
from autograder.judge.inputs import Inputs, draw_inputs
from autograder.probe.tasks import Limits, probe_task

EPOCHS = 3


def normalize(images: np.ndarray) -> np.ndarray:
    return images[..., np.newaxis].astype("float32") / 255


def train(model: Any, images: np.ndarray, labels: np.ndarray, epochs: int = EPOCHS) -> Any:
    import keras

    # The best weights come back.
    stopping = keras.callbacks.EarlyStopping(patience=1, restore_best_weights=True)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(
        images, labels, epochs=epochs, validation_split=0.1, verbose=0, callbacks=[stopping]
    )


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Inputs, Rubric]:
    """Return the record of a right training, its inputs and the rubric."""
    folder, dataset = tmp_path_factory.mktemp("proof"), embedded_dataset()
    rubric = rubric_of(folder, CONVOLUTIONS)
    task = rubric.task("test_accuracy")
    inputs = draw_inputs(rubric, task, dataset, b"1")
    functions = {"normalize": normalize, "model": subclassed, "train": train}
    given = {**inputs, "x_train": dataset.x_train, "y_train": dataset.y_train}
    settings = {"functions": {name: name for name in functions}, "epochs": EPOCHS}
    limits = Limits(60, 600)
    probe_task(task.name, "test_accuracy", functions, given, settings, limits, folder)
    return read_task(Path(folder), task.name, 2**26)["calls"].data, inputs, rubric


def test_a_network_of_any_style_is_worked_out_without_a_doubt(
    recorded: tuple[dict[str, Any], Inputs, Rubric],
) -> None:
    record, inputs, rubric = recorded
    node = Node(record, "the record")
    assert proof.demand_trained_network(node, inputs, rubric, embedded_dataset()) == ()


def test_answers_that_are_not_those_of_the_weights_are_no_proof(
    recorded: tuple[dict[str, Any], Inputs, Rubric],
) -> None:
    record, inputs, rubric = recorded
    labels = np.eye(10, dtype="float32")[inputs["classes"][embedded_dataset().y_test]]
    other = {**record, "predict": {**record["predict"], "outputs": synthetic.array(labels)}}
    with pytest.raises(Failure, match=r"not_the_model|not_worked_out"):
        proof.demand_trained_network(Node(other, "the record"), inputs, rubric, embedded_dataset())


def test_weights_that_no_steps_lead_to_are_doubted(
    recorded: tuple[dict[str, Any], Inputs, Rubric],
) -> None:
    """Does it matter that every layer has moved?"""
    record, inputs, rubric = recorded
    first = [*record["weights"][:2], *record["first_weights"][2:]]
    other = {**record, "first_weights": first}
    try:
        doubts = proof.demand_trained_network(
            Node(other, "the record"), inputs, rubric, embedded_dataset()
        )
    except Failure as failure:
        assert failure.cause in ("not_trained", "trained_before")
    else:
        assert doubts
