"""The images: 5,000 of MNIST's, which come with this package, or all of them where that is asked for.

In: the environment variables MNIST_PATH, MNIST_FULL, MNIST_OFFLINE and KERAS_HOME, and Keras's cache.
Out: a `Dataset`, checked against the digests of the genuine images.

- MNIST_PATH names an `.npz` file in Keras's layout; it is used, or it is an error.
- MNIST_FULL=1 asks for all of MNIST, as `load_mnist(full=True)` does.
- MNIST_OFFLINE=1 keeps the package from downloading MNIST.
- KERAS_HOME is Keras's own folder, `~/.keras` if it is not set.

Nothing here imports Keras or TensorFlow.
"""

import contextlib
import functools
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DataError",
    "Dataset",
    "embedded_dataset",
    "load_dataset",
    "load_mnist",
    "provide",
    "read_mnist",
]

Array = NDArray[np.uint8]

IMAGE_SHAPE = (28, 28)
EMBEDDED_FILE = Path(__file__).with_name("mnist_5k.npz")

# SHA-256 of the raw arrays in C order. "mnist" is the file that Keras publishes.
DIGESTS = {
    "mnist": {
        "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
        "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
        "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
        "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
    },
    "mnist_5k": {
        "x_train": "7133e38311b6402aad2e2468785d69828c45a3e48eae04d95c2f99dffe63a1f8",
        "y_train": "9ccaf4d46466d9cbf040e63bd0f842b59d8f3190a04e51c9877aad5fad635a5b",
        "x_test": "10b77a04e2064ae57b9e1e2060e2a6604030a7e79408047c59ffe91b88074a45",
        "y_test": "e4322d952effa6ec5aa2747dd8cc90e377076175ccaad3026398c7bbbcb4d6ed",
    },
}
ARRAYS = tuple(DIGESTS["mnist"])

# Without a network, load_mnist() has to reach the embedded images in about three seconds.
CONNECT_SECONDS = 2.5
TRANSFER_SECONDS = 120.0

# Runs in a process of its own, because only a process can be stopped while it looks up a host.
_DOWNLOADER = """
import shutil, sys, urllib.request
try:
    with urllib.request.urlopen(sys.argv[1]) as answer, open(sys.argv[2], "wb") as file:
        shutil.copyfileobj(answer, file)
except OSError as error:
    sys.exit(str(getattr(error, "reason", error)))
"""


class DataError(ValueError):
    """A file that should hold certain images does not."""


class Unfit(ValueError):
    """Why a file does not hold such images; the end of a sentence about it."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Grey images with their labels: MNIST's handwritten digits, or an assignment's own.

    Attributes:
        name: "mnist" (70,000 images), "mnist_5k" (the embedded 5,000), what an assignment's rubric
            calls its own, or what the caller of `provide` chose.
        x_train: uint8 (n, rows, columns), grey levels 0 to 255; MNIST has 28 rows and columns.
        y_train: uint8 (n,), classes from 0; MNIST's are the digits 0 to 9.
        x_test: uint8 (m, rows, columns).
        y_test: uint8 (m,).
        files: The files it was read from; a sandbox hides them, since they hold the test labels.
    """

    name: str
    x_train: Array
    y_train: Array
    x_test: Array
    y_test: Array
    files: tuple[Path, ...] = ()

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 of the four arrays, in hexadecimal digits."""
        parts = (self.x_train, self.y_train, self.x_test, self.y_test)
        return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()


_provided: Dataset | None = None
_failed_download: str | None = None


def load_mnist(full: bool | None = None) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Load images of MNIST and print one line that says which these are.

    Args:
        full: Whether to load all 70,000 images: out of Keras's cache, or from the network, from which
            they are about 11 MB. Trainings then take about 15 times as long. Without a network it is
            the 5,000 images all the same. None does what MNIST_FULL says.

    Returns:
        `(x_train, y_train), (x_test, y_test)`, as from `keras.datasets.mnist.load_data()`:
        images uint8 (n, 28, 28) with grey levels 0 to 255, labels uint8 (n,) from 0 to 9.
        The arrays are the caller's own: changing them changes no later result.

    Raises:
        DataError: The file in MNIST_PATH or in Keras's cache is not MNIST.
    """
    return hand_over(*_find(_asked_for_all() if full is None else full))


def hand_over(dataset: Dataset, source: str) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Print one line that says which images these are, and return copies of them.

    Args:
        dataset: The images.
        source: The end of the sentence, which says where they are from.
    """
    sizes = f"{len(dataset.x_train):,} training and {len(dataset.x_test):,} test images"
    known = dataset.name in DIGESTS
    print(f"{'MNIST' if known else dataset.name}: {sizes} {source}")
    return (
        (dataset.x_train.copy(), dataset.y_train.copy()),
        (dataset.x_test.copy(), dataset.y_test.copy()),
    )


def load_dataset() -> Dataset:
    """Load the same images as `load_mnist()`, with their name, and print nothing.

    Raises:
        DataError: The file in MNIST_PATH or in Keras's cache is not MNIST.
    """
    return _find(_asked_for_all())[0]


def provide(dataset: Dataset) -> None:
    """Make every later `load_mnist()` and `load_dataset()` of this process return `dataset`."""
    _set(dataset)


@contextlib.contextmanager
def providing(dataset: Dataset) -> Iterator[None]:
    """Do as `provide` does for the length of the block only."""
    before = _provided
    provide(dataset)
    try:
        yield
    finally:
        _set(before)


def _set(dataset: Dataset | None) -> None:
    global _provided
    _provided = dataset


def embedded_dataset() -> Dataset:
    """Return the 5,000 images that come with the package: 400 a digit to train, 100 to test.

    They are read once in a process, and cannot be written to.
    """
    return _read_once(EMBEDDED_FILE)


@functools.lru_cache(maxsize=1)
def _read_once(path: Path) -> Dataset:
    dataset = read_mnist(path)
    for key in ARRAYS:
        getattr(dataset, key).setflags(write=False)
    return dataset


def read_mnist(path: str | os.PathLike[str]) -> Dataset:
    """Read an `.npz` file in Keras's layout and make sure that it holds genuine MNIST images.

    Args:
        path: The file. Accepted are all of MNIST and the package's own 5,000 images.

    Returns:
        The images, named "mnist" or "mnist_5k".

    Raises:
        DataError: The file is missing or damaged, or holds something else.
    """
    path = Path(path)
    arrays = _read_arrays(path)
    found = {key: hashlib.sha256(arrays[key].tobytes()).hexdigest() for key in ARRAYS}
    for name, expected in DIGESTS.items():
        if found == expected:
            return Dataset(name, **arrays, files=(path,))
    raise _error(path, _foreign(arrays, found))


def _asked_for_all() -> bool:
    return os.environ.get("MNIST_FULL", "0") not in ("", "0")


def _find(full: bool) -> tuple[Dataset, str]:
    """Return the images and the end of the sentence that says where they are from."""
    if _provided is not None:
        return _provided, f"({_provided.name}, given by the program that runs this notebook)."

    named = os.environ.get("MNIST_PATH")
    if named:
        path = Path(named).expanduser()
        return read_mnist(path), f"from the file in MNIST_PATH, {path}."

    if not full:
        return embedded_dataset(), "from the package. They are enough for every task."

    cached = _cache()
    if cached.is_file():
        return _read_all_of_mnist(cached), f"from Keras's cache, {cached}."

    dataset, reason = _download(cached)
    if dataset is not None:
        return dataset, f"downloaded to Keras's cache, {cached}."
    return embedded_dataset(), (
        f"from the package (no download: {reason}). They are enough for every task."
    )


def _read_arrays(path: Path) -> dict[str, Array]:
    """Return the four arrays of a file, with the shapes, types and labels that MNIST has."""
    try:
        arrays = arrays_in(path)
        require_layout(arrays, IMAGE_SHAPE, 10)
    except Unfit as error:
        raise _error(path, str(error)) from error.__cause__
    return arrays


def arrays_in(path: Path) -> dict[str, Array]:
    """Return the four arrays of an `.npz` file in Keras's layout, whatever they hold.

    Raises:
        Unfit: The file cannot be read, or does not have them.
    """
    if not path.exists():
        raise Unfit("there is no such file")
    if not zipfile.is_zipfile(path):
        raise Unfit("it is not an .npz file, or only a part of one")
    try:
        with np.load(path, allow_pickle=False) as content:
            missing = [key for key in ARRAYS if key not in content.files]
            if missing:
                names = ", ".join(content.files) or "nothing"
                raise Unfit(f"{', '.join(missing)} missing; the file holds {names}")
            return {key: content[key] for key in ARRAYS}
    except Unfit:
        raise
    except Exception as error:
        # A damaged archive raises whatever its reader trips over, from OSError to SyntaxError.
        raise Unfit(f"it cannot be read ({type(error).__name__}: {error})") from error


def require_layout(arrays: dict[str, Array], shape: tuple[int, ...], classes: int) -> None:
    """Refuse arrays that cannot be grey images of a shape with labels of so many classes.

    Raises:
        Unfit: They cannot.
    """
    for part in ("train", "test"):
        images, labels = arrays[f"x_{part}"], arrays[f"y_{part}"]
        for key, array in ((f"x_{part}", images), (f"y_{part}", labels)):
            if array.dtype != np.uint8:
                raise Unfit(f"{key} has the type {array.dtype}, not uint8")
        if images.ndim != 3 or images.shape[1:] != shape:
            wanted = ", ".join(map(str, shape))
            raise Unfit(f"x_{part} has the shape {images.shape}, not (n, {wanted})")
        if labels.shape != images.shape[:1]:
            raise Unfit(f"y_{part} has the shape {labels.shape}, not ({len(images)},)")
        if labels.size and labels.max() >= classes:
            raise Unfit(f"y_{part} has labels up to {labels.max()}, not 0 to {classes - 1}")


def _foreign(arrays: dict[str, Array], found: dict[str, str]) -> str:
    """Say what is not MNIST's in a file that has MNIST's layout."""
    for expected in DIGESTS.values():
        changed = [key for key in ARRAYS if found[key] != expected[key]]
        if len(changed) < len(ARRAYS):
            return f"its layout is right, but {', '.join(changed)} differ from MNIST's"
    sizes = f"{len(arrays['x_train']):,} training and {len(arrays['x_test']):,} test images"
    return f"its layout is right, but its {sizes} are not MNIST's (another data set or part of it?)"


def _error(path: Path, found: str) -> DataError:
    return DataError(
        f"{path} is not MNIST. Expected: MNIST in Keras's layout, an .npz file with the uint8 "
        "arrays x_train (60000, 28, 28), y_train (60000,), x_test (10000, 28, 28) and y_test "
        f"(10000,), or a copy of the autograder's mnist_5k.npz. Found: {found}. Remove the file, "
        "or put a good copy in its place; if MNIST_PATH names it, correct or unset MNIST_PATH."
    )


def _cache() -> Path:
    """Return where Keras keeps MNIST, by Keras's own rule."""
    home = os.environ.get("KERAS_HOME")
    if not home:
        base = Path.home()
        home = str((base if os.access(base, os.W_OK) else Path("/tmp")) / ".keras")
    return Path(home, "datasets", "mnist.npz")


def _read_all_of_mnist(path: Path) -> Dataset:
    dataset = read_mnist(path)
    if dataset.name != "mnist":
        raise _error(path, f"a copy of {dataset.name}; Keras's cache should hold all of MNIST")
    return dataset


def _download_address() -> str | None:
    """Return the address from which Keras downloads MNIST, or None.

    It stands in Keras's source. Reading it there saves the seconds that importing Keras takes.
    """
    try:
        spec = importlib.util.find_spec("keras")
    except ValueError:  # a module that something else put in Keras's place
        return None
    for folder in (spec and spec.submodule_search_locations) or ():
        source = Path(folder, "src", "datasets", "mnist.py")
        if source.is_file():
            match = re.search(r'"(https://[^"\s]+/)"', source.read_text(encoding="utf-8"))
            if match:
                return f"{match[1]}mnist.npz"
    return None


def _download(cached: Path) -> tuple[Dataset | None, str]:
    """Try to download MNIST into Keras's cache.

    Returns:
        The images and "", or None and the reason why there are none.
    """
    global _failed_download
    if os.environ.get("MNIST_OFFLINE", "0") not in ("", "0"):
        return None, "MNIST_OFFLINE is set"
    if _failed_download is None:
        address = _download_address()
        if address is None:
            _failed_download = "no Keras is installed that names the address"
        else:
            dataset, _failed_download = _download_from(address, cached)
            if dataset is not None:
                return dataset, ""
    # One failure is enough: trying again would cost the same seconds for each later call.
    return None, _failed_download


def _download_from(address: str, cached: Path) -> tuple[Dataset | None, str]:
    """Download to a temporary folder beside the cache and move the file only when it is MNIST."""
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="mnist-", dir=cached.parent) as folder:
            target = Path(folder, "mnist.npz")
            reason = _fetch(address, target)
            if reason:
                return None, reason
            dataset = _read_all_of_mnist(target)
            target.replace(cached)
            return dataset, ""
    except DataError:
        return None, "the answer was not MNIST"
    except OSError as error:
        return None, str(error)


def _fetch(address: str, target: Path) -> str:
    """Download a file, within the time limits; return "" or why it did not work."""
    command = [sys.executable, "-I", "-c", _DOWNLOADER, address, str(target)]
    start = time.monotonic()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            while process.poll() is None:
                connected = target.exists()
                if time.monotonic() - start > (TRANSFER_SECONDS if connected else CONNECT_SECONDS):
                    return "it took too long" if connected else "no connection"
                time.sleep(0.05)
        finally:
            process.kill()
        errors = process.communicate()[1].strip().splitlines()
    if process.returncode != 0:
        return errors[-1] if errors else "the download stopped"
    return ""
