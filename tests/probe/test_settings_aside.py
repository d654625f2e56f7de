"""Settings for the whole process: student code has its own, and the kit's work does without them."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np

from autograder.assignment.calls import rows_of
from autograder.probe.tasks import Limits, probe_task


def settings() -> dict[str, Any]:
    """Return the settings as they are now."""
    # Here, so that not every worker of the tests imports it to find out which tests there are.
    import keras
    import tensorflow as tf

    return {
        "floatx": keras.config.floatx(),
        "policy": keras.config.dtype_policy().name,
        "epsilon": keras.config.epsilon(),
        "channels": keras.config.image_data_format(),
        "eagerly": tf.config.functions_run_eagerly(),
        "numpy": np.geterr()["over"],
        "latex": matplotlib.rcParams["text.usetex"],
        "warnings": warnings.filters[0][0],
    }


OWN = {
    "floatx": "float32",
    "policy": "float32",
    "epsilon": 1e-7,
    "channels": "channels_last",
    "eagerly": False,
    "numpy": "ignore",
    "latex": False,
    "warnings": "ignore",
}
STUDENTS = {
    "floatx": "float64",
    "policy": "mixed_float16",
    "epsilon": 1e-4,
    "channels": "channels_first",
    "eagerly": True,
    "numpy": "raise",
    "latex": True,
    "warnings": "error",
}


def choose(wanted: dict[str, Any]) -> None:
    """Set settings as a student would."""
    import keras
    import tensorflow as tf

    keras.config.set_floatx(wanted["floatx"])
    keras.config.set_dtype_policy(wanted["policy"])
    keras.config.set_epsilon(wanted["epsilon"])
    keras.config.set_image_data_format(wanted["channels"])
    tf.config.run_functions_eagerly(wanted["eagerly"])
    np.seterr(all=wanted["numpy"])
    matplotlib.rcParams["text.usetex"] = wanted["latex"]
    warnings.simplefilter(wanted["warnings"])


class Witness:
    """A result that notes in which settings the kit looks at it."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []

    def __array__(self, *_arguments: Any, **_options: Any) -> np.ndarray:
        self.seen.append(settings())
        return np.zeros(3)


def test_student_code_has_its_own_settings_and_the_kit_has_none_of_them(tmp_path: Path) -> None:
    inside: list[dict[str, Any]] = []
    witness = Witness()

    def normalize_images(images: Any) -> Any:
        inside.append(settings())
        # What a function sets holds from then on, as in a notebook.
        import keras

        keras.config.set_epsilon(1e-3)
        return witness

    names = {"normalize_images": normalize_images}
    inputs = {name: np.zeros((2, 3, 3), "uint8") for name in ("batch", "other", "single")}
    # Many images are so many times one of these.
    inputs |= {rows_of("large", "batch"): np.arange(2), "large_places": np.arange(2)}
    before, filters = settings(), list(warnings.filters)
    try:
        choose(STUDENTS)
        probe_task("normalize_images", "normalize", names, inputs, {}, Limits(9, 9), tmp_path)
        after = settings()
    finally:
        choose({**before, "warnings": "ignore"})
        warnings.filters[:] = filters
    assert (tmp_path / "normalize_images.json").is_file()
    assert inside[0] == STUDENTS
    assert len(inside) == 5
    assert inside[1:] == [{**STUDENTS, "epsilon": 1e-3}] * 4
    assert after == {**STUDENTS, "epsilon": 1e-3}
    assert witness.seen and all(one == OWN for one in witness.seen)
