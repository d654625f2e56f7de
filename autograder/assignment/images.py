"""The images of an assignment: MNIST, or the data set that its rubric names.

In: a rubric and the folder it lies in. Out: a `Dataset`, checked against the digest in the rubric.
An own data set is an `.npz` file in Keras's layout, or a folder with the four IDX files in which
MNIST and Fashion-MNIST are published, as they are or with gzip.

Source: the IDX format of MNIST's authors. Two zero bytes, one for the type (8: unsigned bytes) and one
for the number of axes; the size of each axis as a big-endian 32-bit number; then the values.
"""

from __future__ import annotations

import dataclasses
import gzip
import math
import zlib
from pathlib import Path

import numpy as np

from autograder import data
from autograder.assignment.calls import LEAST_TRAINING_IMAGES, OwnData
from autograder.assignment.rubric import Rubric
from autograder.data import Array, DataError, Dataset, Unfit, arrays_in, require_layout

IDX_FILES = {
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}
UNSIGNED_BYTES = 8


def dataset_of(rubric: Rubric, folder: Path) -> Dataset:
    """Return the images of an assignment.

    Args:
        rubric: Its rubric.
        folder: The folder in which the rubric lies, where relative paths begin.

    Raises:
        DataError: They are not there, damaged, or another data set.
    """
    if rubric.data is None:
        return data.load_dataset()
    return read_own(rubric.data, rubric.image_shape, rubric.classes, folder)


def load_images(rubric: Rubric, folder: Path) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Load the images of an assignment as `load_mnist` does, and print one line that says which.

    Raises:
        DataError: They are not there, damaged, or another data set.
    """
    if rubric.data is None:
        return data.load_mnist()
    dataset = dataset_of(rubric, folder)
    return data.hand_over(dataset, f"from {dataset.files[0]}.")


def read_own(source: OwnData, shape: tuple[int, ...], classes: int, folder: Path) -> Dataset:
    """Read the first place of a data set that exists, and make sure that it holds that data set.

    Args:
        source: What the rubric says of it.
        shape: Rows and columns of an image.
        classes: Number of classes.
        folder: Where relative paths begin.

    Raises:
        DataError: It is not there, damaged, or another one.
    """
    places = [folder / Path(path).expanduser() for path in source.paths]
    place = next((one for one in places if one.exists()), None)
    if place is None:
        raise DataError(
            f"the data set {source.name} is in none of the places that the rubric names: "
            f"{', '.join(map(str, places))}. Put it there, or add its place to data.paths."
        )
    try:
        arrays, files = _read(place)
        require_layout(arrays, shape, classes)
        count = len(arrays["x_train"])
        if count < LEAST_TRAINING_IMAGES or not len(arrays["x_test"]):
            raise Unfit(
                f"it has {count} training and {len(arrays['x_test'])} test images; at least "
                f"{LEAST_TRAINING_IMAGES} and 1 are needed"
            )
        whole = Dataset(source.name, **arrays, files=files)
        if whole.digest != source.sha256:
            raise Unfit(
                f"its arrays have the digest {whole.digest}. If these are the images that you mean, "
                "data.sha256 should be that"
            )
    except Unfit as error:
        raise DataError(
            f"{place} is not the data set {source.name} of the rubric. Found: {error}. Expected: "
            f"uint8 images (n, {', '.join(map(str, shape))}) and labels from 0 to {classes - 1}, as "
            f"model says, with the digest {source.sha256}."
        ) from error
    train, test = source.train_images or None, source.test_images or None
    return dataclasses.replace(
        whole,
        x_train=whole.x_train[:train],
        y_train=whole.y_train[:train],
        x_test=whole.x_test[:test],
        y_test=whole.y_test[:test],
    )


def _read(place: Path) -> tuple[dict[str, Array], tuple[Path, ...]]:
    """Return the four arrays of a file or a folder, and the files that they are from."""
    if place.is_file():
        return arrays_in(place), (place,)
    arrays, files = {}, []
    for key, name in IDX_FILES.items():
        path = next((one for one in (place / f"{name}.gz", place / name) if one.is_file()), None)
        if path is None:
            raise Unfit(f"there is neither {name}.gz nor {name} in the folder")
        arrays[key] = _read_idx(path)
        files.append(path)
    return arrays, tuple(files)


def _read_idx(path: Path) -> Array:
    """Read an IDX file of unsigned bytes, as it is or with gzip."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else open(path, "rb") as file:
            content = file.read()
    except (OSError, EOFError, zlib.error) as error:
        raise Unfit(f"{path.name} cannot be read ({type(error).__name__}: {error})") from error
    axes = content[3] if content[:3] == bytes((0, 0, UNSIGNED_BYTES)) and len(content) > 3 else 0
    begin = 4 + 4 * axes
    if not axes or len(content) < begin:
        raise Unfit(f"{path.name} is not an IDX file of unsigned bytes")
    shape = tuple(int(size) for size in np.frombuffer(content[4:begin], ">u4"))
    if math.prod(shape) != len(content) - begin:
        raise Unfit(f"{path.name} has {len(content) - begin} values, not {math.prod(shape)}")
    return np.frombuffer(content, np.uint8, offset=begin).reshape(shape)
