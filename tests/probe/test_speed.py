"""Faster training: the same results, one loop for models that are alike, and Keras as it was.

`TRAININGS=500 TRAININGS_SEED=7` draws more trainings, and others.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TRAININGS = Path(__file__).with_name("same_trainings.py")
PARTS = {
    "always": "Does a training that Keras must feed have the same weights, logs and step counts?",
    "drawn_cases": "Does any training on arrays, whatever its options, callbacks and parts?",
    "xla": "Does a long one differ by rounding only?",
    "shared": "Do models share what is compiled exactly where their steps are the same?",
    "once": "Is it compiled once for alike models, and does each train its own weights?",
    "foreign": "Does Keras still complain about what is wrong?",
    "undone": "Is Keras afterwards as it was, and are the models?",
    "lacking": "Are trainings Keras's own where its inner parts are others?",
}


@pytest.fixture(scope="module")
def found() -> dict[str, str]:
    """What is wrong with each part; TensorFlow is imported once for all of them."""
    environment = {**os.environ, "MNIST_OFFLINE": "1", "TF_NUM_INTRAOP_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, TRAININGS], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    wrong: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return wrong


@pytest.mark.parametrize("part", PARTS)
def test_faster_training_changes_no_result(part: str, found: dict[str, str]) -> None:
    """See `PARTS` for what each asks."""
    assert not found[part], f"{PARTS[part]} {found[part]}"
