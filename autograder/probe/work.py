"""What the probe of a task works with: the student's functions, the inputs, and the grader's models."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.assignment.calls import passed
from autograder.probe.caller import Caller
from autograder.probe.first_steps import FirstSteps
from autograder.probe.training_trace import TrainingTrace, traced_kind
from autograder.probe.value_recorder import Recorder


@dataclasses.dataclass(frozen=True)
class Work:
    """What a probe gets.

    Attributes:
        caller: Calls the student's functions.
        recorder: Writes the evidence.
        function: The name of the task's function.
        inputs: Arrays that the grader drew for this task.
        settings: What the probe needs of the rubric: epochs and the names of the functions of other
            tasks; for a task with reference models also input_shape, units and activations.
        training: A caller with the time limit of a full training.
        tools: The functions that make reference models, for a task that has some.
    """

    caller: Caller
    recorder: Recorder
    function: str
    inputs: Mapping[str, np.ndarray]
    settings: Mapping[str, Any]
    training: Caller
    tools: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def array(self, name: str) -> np.ndarray:
        """Return a fresh array of an input, which student code may change as it likes."""
        array: np.ndarray = passed(self.inputs, name)
        return array

    def weights(self) -> list[np.ndarray]:
        """Return the weights that the grader drew for its reference model."""
        return [self.inputs[f"weights_{i}"] for i in range(2 * len(self.settings["units"]))]

    def reference_model(self, kind: Any = None, dropout: float = 0.0) -> Any:
        """Return a fresh reference model with those weights."""
        settings = self.settings
        return self.tools["reference_model"](
            settings["input_shape"],
            settings["units"],
            settings["activations"],
            self.weights(),
            kind,
            dropout,
        )

    def compiled_model(self) -> Any:
        """Return a fresh reference model that is compiled as after a training."""
        rate = float(self.inputs["learning_rate"][0])
        dropout = float(self.inputs["dropout"][0]) if "dropout" in self.inputs else 0.0
        return self.tools["compile_for_evaluation"](self.reference_model(None, dropout), rate)

    def layered_model(self, prefix: str | None = "") -> Any:
        """Return a model with the contract's layers.

        Args:
            prefix: Of the names of the inputs that are its weights; None has Keras draw them.
        """
        names = [
            name
            for name in self.inputs
            if prefix is not None and name.startswith(f"{prefix}weights_")
        ]
        return self.tools["layered_model"](
            self.settings["network_shape"],
            self.settings["layers"],
            [self.array(f"{prefix}weights_{place}") for place in range(len(names))],
        )

    def traced_model(self) -> tuple[Any, TrainingTrace]:
        """Return a fresh reference model, and where its training steps are noted."""
        shape, count = self.settings["input_shape"], int(self.inputs["first_steps"][0])
        trace = TrainingTrace(FirstSteps(self.weights(), int(np.prod(shape)), count))
        return self.reference_model(traced_kind(trace)), trace
