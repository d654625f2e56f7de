"""Reading evidence is total: whatever a student's process left behind is a value or an error.

Every file here is what hostile code could write: nothing makes the reader raise anything but an
`EvidenceError`, wait, leave its folder, or take more memory than it is allowed.
"""

import contextlib
import json
import os
import socket
import struct
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autograder.judge import evidence
from autograder.judge.evidence import Node, bounded, parse_array, read_task
from autograder.sandbox.reading import EvidenceError, read_bytes, read_json

LIMIT = 2**20
SECONDS = 1.0
TASK = "normalize_images"
FUZZ = settings(
    max_examples=int(os.environ.get("AUTOGRADER_FUZZ_EXAMPLES", "150")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(10**400), 10**400),
    st.floats(),
    st.text(max_size=20),
)
VALUES = st.recursive(
    SCALARS,
    lambda children: st.one_of(
        st.lists(children, max_size=4),
        st.dictionaries(
            st.sampled_from(["npy", "values", "shape", "dtype", "calls", "kind", "x"]),
            children,
            max_size=4,
        ),
    ),
    max_leaves=20,
)


def put(folder: Path, record: Any, **arrays: np.ndarray) -> Path:
    """Write a record, and arrays as `<task>.<n>.npy`, in the order in which they are given."""
    content = record if isinstance(record, bytes) else json.dumps(record).encode()
    (folder / f"{TASK}.json").write_bytes(content)
    for number, array in enumerate(arrays.values(), 1):
        np.save(folder / f"{TASK}.{number}.npy", array)
    return folder


def attempt(folder: Path, limit: int = LIMIT) -> Node | None:
    """Read a task as the judge does; return None where it is refused, in the way that it may be."""
    began = time.process_time()
    try:
        return read_task(folder, TASK, limit)
    except EvidenceError:
        return None
    finally:
        assert time.process_time() - began < SECONDS


def npy(
    header: str | bytes, body: bytes = b"", version: tuple[int, int] = (1, 0), length: int = -1
) -> bytes:
    """Return the bytes of an `.npy` file with any header, even one that NumPy would not write."""
    text = header.encode("latin-1") if isinstance(header, str) else header
    size = struct.pack("<H" if version == (1, 0) else "<I", len(text) if length < 0 else length)
    return b"\x93NUMPY" + bytes(version) + size + text + body


def described(descr: str, shape: str, fortran: bool = False) -> str:
    return f"{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}, }}\n"


# --- What is right is read ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "dtype", ["bool", "uint8", "int64", "float16", "float32", "float64", ">f4"]
)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3, 4)])
def test_an_array_comes_back_as_it_was_written(tmp_path: Path, dtype: str, shape: Any) -> None:
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    read = read_task(put(tmp_path, {"a": {"npy": f"{TASK}.1.npy"}}, a=array), TASK, LIMIT)["a"]
    assert np.array_equal(read.array, array)
    assert read.shape == shape
    assert read.dtype == array.dtype.name


def test_an_array_in_fortran_order_has_its_values_in_their_places(tmp_path: Path) -> None:
    array = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    read = read_task(put(tmp_path, {"a": {"npy": f"{TASK}.1.npy"}}, a=array), TASK, LIMIT)["a"]
    assert read.array.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_the_description_of_an_array_is_the_arrays_own_not_what_the_record_says(
    tmp_path: Path,
) -> None:
    record = {"a": {"npy": f"{TASK}.1.npy", "dtype": "float32", "shape": [9, 9]}}
    read = read_task(put(tmp_path, record, a=np.zeros(3)), TASK, LIMIT)["a"]
    assert (read.dtype, read.shape) == ("float64", (3,))


def test_an_array_that_was_not_kept_is_described_but_has_no_values(tmp_path: Path) -> None:
    record = {"a": {"dtype": "object", "shape": [2], "values": [1, 2]}}
    read = read_task(put(tmp_path, record), TASK, LIMIT)["a"]
    assert (read.dtype, read.shape) == ("object", (2,))
    assert "values" not in read
    with pytest.raises(EvidenceError, match="is not an array"):
        _ = read.array


# --- Anything else is refused -------------------------------------------------------------------


@FUZZ
@given(record=VALUES)
@example(record={"values": {"npy": f"{TASK}.1.npy"}})
@example(record={"npy": 1, "values": [{"npy": f"{TASK}.1.npy"}]})
@example(record=[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]])
def test_any_json_is_a_value_or_refused(tmp_path: Path, record: Any) -> None:
    node = attempt(put(tmp_path, record))
    assert node is None or isinstance(node, Node)


@FUZZ
@given(content=st.binary(max_size=200))
@example(content=b"")
@example(content=b"\xef\xbb\xbf{}")
@example(content='{"a": "\ud800"}'.encode("utf-8", "surrogatepass"))
@example(content=b'{"a": "\\ud800"}')
@example(content=b"[" * 100_000)
@example(content=b'{"a":' * 100_000 + b"1" + b"}" * 100_000)
@example(content=b"9" * 5000)
@example(content=b"[" + b"1," * 60_000 + b"1]")
@example(content=b'{"a": 1, "a": 2}')
def test_any_bytes_are_a_value_or_refused(tmp_path: Path, content: bytes) -> None:
    attempt(put(tmp_path, content))


@FUZZ
@given(cut=st.integers(0, 200), flips=st.lists(st.tuples(st.integers(0, 199), st.integers(0, 255))))
def test_a_damaged_array_file_is_a_value_or_refused(
    tmp_path: Path, cut: int, flips: list[tuple[int, int]]
) -> None:
    put(tmp_path, {"a": {"npy": f"{TASK}.1.npy"}}, a=np.arange(9, dtype="float64"))
    path = tmp_path / f"{TASK}.1.npy"
    content = bytearray(path.read_bytes())
    for place, value in flips:
        content[place] = value
    path.write_bytes(bytes(content[:cut] if cut < 200 else content))
    attempt(tmp_path)


@pytest.mark.parametrize("constant", [b"NaN", b"Infinity", b"-Infinity"])
def test_json_with_a_constant_that_json_does_not_have_is_refused(constant: bytes) -> None:
    with pytest.raises(EvidenceError, match=f"holds {constant.decode()}"):
        read_json(b'{"a": [1, %s]}' % constant, "x.json")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[" * 17 + b"1" + b"]" * 17, "nested more than 16 deep"),
        (b"[" * 100_000 + b"]" * 100_000, "not valid JSON|nested"),
        (b"[" + b"1," * 50_000 + b"1]", "holds more than 50000 values"),
        (b"\xff", "not valid JSON"),
        (b"9" * 5000, "not valid JSON"),
        (b"{} {}", "not valid JSON"),
    ],
)
def test_json_out_of_bounds_is_refused_with_the_bound(content: bytes, said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        read_json(content, "x.json")


def test_a_record_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    with open(tmp_path / f"{TASK}.json", "wb") as file:
        file.truncate(100 * 2**30)
    began = time.process_time()
    with pytest.raises(EvidenceError, match=f"larger than {evidence.MAX_JSON_BYTES} bytes"):
        read_task(tmp_path, TASK, LIMIT)
    assert time.process_time() - began < SECONDS


def test_arrays_that_are_too_large_together_are_refused(tmp_path: Path) -> None:
    record = [{"npy": f"{TASK}.{number}.npy"} for number in (1, 2, 3)]
    put(tmp_path, record, a=np.zeros(1000), b=np.zeros(1000), c=np.zeros(1000))
    assert attempt(tmp_path, 3 * 8200) is not None
    with pytest.raises(EvidenceError, match="larger than"):
        read_task(tmp_path, TASK, 2 * 8200)


def test_an_array_that_is_named_again_and_again_counts_each_time(tmp_path: Path) -> None:
    record = [{"npy": f"{TASK}.1.npy"}] * 10_000
    put(tmp_path, record, a=np.zeros(1000))
    with pytest.raises(EvidenceError, match="larger than"):
        read_task(tmp_path, TASK, LIMIT)


@pytest.mark.parametrize(
    "name",
    [
        "../secret.1.npy",
        "/etc/passwd",
        "normalize_images.1.npy/../../secret.npy",
        "normalize_images.1.npy\x00",
        "normalize_images.1.npy\n",
        "normalize_images.../.npy",
        "normalize_images.123456.npy",
        "normalize_images.-1.npy",
        "normalize_images.１.npyx",
        "build_model.1.npy",
        "normalize_images.json",
        "",
    ],
)
def test_no_name_of_an_array_leads_out_of_the_tasks_own_files(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    np.save(tmp_path / "secret.1.npy", np.ones(3))
    np.save(folder / "build_model.1.npy", np.ones(3))
    with pytest.raises(EvidenceError, match="an array's file has a name that it cannot have"):
        read_task(put(folder, {"a": {"npy": name}}), TASK, LIMIT)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    np.save(tmp_path / "secret.npy", np.ones(3))
    (tmp_path / "secret.json").write_text("{}", encoding="utf-8")
    put(folder, {"a": {"npy": f"{TASK}.1.npy"}})
    (folder / f"{TASK}.1.npy").symlink_to(tmp_path / "secret.npy")
    with pytest.raises(EvidenceError, match="cannot be opened"):
        read_task(folder, TASK, LIMIT)
    (folder / f"{TASK}.json").unlink()
    (folder / f"{TASK}.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(EvidenceError, match="cannot be opened"):
        read_task(folder, TASK, LIMIT)


def _link_to(target: str):
    return lambda path: path.symlink_to(target)


def _socket(path: Path) -> None:
    with (
        contextlib.chdir(path.parent) if hasattr(contextlib, "chdir") else contextlib.nullcontext()
    ):
        server = socket.socket(socket.AF_UNIX)
        server.bind(path.name if hasattr(contextlib, "chdir") else str(path))
        server.close()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs the file types of POSIX")
@pytest.mark.parametrize("ending", ["json", "1.npy"])
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda path: os.mkfifo(path), id="pipe"),
        pytest.param(lambda path: path.mkdir(), id="folder"),
        pytest.param(_link_to("/dev/zero"), id="link to zeros"),
        pytest.param(_link_to("/dev/stdin"), id="link to standard input"),
        pytest.param(_link_to("nowhere"), id="dangling link"),
        pytest.param(lambda path: path.symlink_to(path.name), id="link to itself"),
        pytest.param(_socket, id="socket"),
        pytest.param(lambda path: None, id="missing"),
    ],
)
def test_what_is_not_a_regular_file_is_refused_at_once(
    tmp_path: Path, make: Any, ending: str
) -> None:
    put(tmp_path, {"a": {"npy": f"{TASK}.1.npy"}}, a=np.ones(3))
    path = tmp_path / f"{TASK}.{ending}"
    path.unlink()
    make(path)
    began = time.process_time()
    with pytest.raises(EvidenceError, match=r"cannot be opened|is not a regular file"):
        read_task(tmp_path, TASK, LIMIT)
    assert time.process_time() - began < SECONDS


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a device")
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom", "/dev/null"])
def test_a_device_is_refused_at_once(device: str) -> None:
    with pytest.raises(EvidenceError, match="is not a regular file"):
        read_bytes(Path(device), LIMIT)


def test_a_name_with_a_null_byte_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="cannot be opened"):
        read_bytes(tmp_path / "a\x00b", LIMIT)


NUMBERS = struct.pack("<3d", 1, 2, 3)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(npy(described("'|O'", "(1,)"), b"\x80\x04N."), id="objects"),
        pytest.param(npy(described("[('a', '<f8')]", "(3,)"), NUMBERS), id="fields"),
        pytest.param(npy(described("'<c16'", "(1,)"), NUMBERS[:16]), id="complex numbers"),
        pytest.param(npy(described("'<U6'", "(1,)"), NUMBERS), id="text"),
        pytest.param(npy(described("'<M8[ns]'", "(3,)"), NUMBERS), id="dates"),
        pytest.param(npy(described("'|V8'", "(3,)"), NUMBERS), id="raw bytes"),
        pytest.param(npy(described("'<f8'", "(2,)"), NUMBERS), id="too long"),
        pytest.param(npy(described("'<f8'", "(4,)"), NUMBERS), id="too short"),
        pytest.param(npy(described("'<f8'", "(-3,)"), NUMBERS), id="negative size"),
        pytest.param(npy(described("'<f8'", "(-3, -1)"), NUMBERS), id="two negative sizes"),
        pytest.param(npy(described("'<f8'", f"({2**62}, 0)"), b""), id="vast, but empty"),
        pytest.param(npy(described("'<f8'", f"({10**30},)"), b""), id="vast"),
        pytest.param(npy(described("'<f8'", f"({2**32}, {2**32})"), b""), id="size that wraps"),
        pytest.param(npy(described("'<f8'", "(1,) * 9"), NUMBERS), id="not a literal"),
        pytest.param(npy(described("'<f8'", str((1,) * 9)), NUMBERS[:8]), id="nine axes"),
        pytest.param(npy(described("'<f8'", "3"), NUMBERS), id="shape that is no tuple"),
        pytest.param(npy(described("'<f8'", "(3.0,)"), NUMBERS), id="size that is a fraction"),
        pytest.param(npy(described("'<f8'", "('3',)"), NUMBERS), id="size that is a text"),
        pytest.param(npy(described("'<f99'", "(3,)"), NUMBERS), id="unknown type"),
        pytest.param(npy(described("__import__('os')", "(3,)"), NUMBERS), id="code"),
        pytest.param(npy("[" * 5000, NUMBERS), id="deep header"),
        pytest.param(npy("{'descr': '<f8'}\n", NUMBERS), id="keys missing"),
        pytest.param(npy(b"\xff\xfe\x00", NUMBERS), id="header that is no text"),
        pytest.param(npy("", NUMBERS, length=60_000), id="header longer than the file"),
        pytest.param(npy("", NUMBERS, version=(2, 0), length=2**31), id="vast header"),
        pytest.param(npy(described("'<f8'", "(3,)"), NUMBERS, version=(3, 0)), id="version 3"),
        pytest.param(npy(described("'<f8'", "(3,)"), NUMBERS, version=(9, 9)), id="version 9"),
        pytest.param(b"\x93NUMPY", id="magic alone"),
        pytest.param(b"\x80\x04N.", id="pickle"),
        pytest.param(b"PK\x03\x04" + bytes(100), id="zip"),
        pytest.param(b"", id="empty"),
    ],
)
def test_a_file_that_does_not_hold_numbers_of_its_size_is_refused(content: bytes) -> None:
    began = time.process_time()
    with pytest.raises(EvidenceError, match=r"^x\.npy "):
        parse_array(content, "x.npy")
    assert time.process_time() - began < SECONDS


# --- Values are what they are asked for, or refused ----------------------------------------------

ACCESSORS = ("text", "number", "integer", "flag", "array", "dtype", "shape")


@FUZZ
@given(value=VALUES)
@example(value=float("inf"))
@example(value=10**400)
@example(value={"shape": [10**400], "dtype": 3})
def test_every_accessor_gives_its_type_or_refuses(value: Any) -> None:
    node = Node(value)
    types = {"text": str, "number": float, "integer": int, "flag": bool, "array": np.ndarray}
    for name in ACCESSORS:
        with contextlib.suppress(EvidenceError):
            found = getattr(node, name)
            assert isinstance(found, types.get(name, object))
            if name == "number":
                assert np.isfinite(found)
    with contextlib.suppress(EvidenceError):
        assert all(isinstance(one, Node) for one in node.nodes())
    with contextlib.suppress(EvidenceError):
        assert all(isinstance(one, Node) for _, one in node.items())
    with contextlib.suppress(EvidenceError):
        assert isinstance(node["npy"], Node)
    assert ("npy" in node) in (True, False)


@pytest.mark.parametrize("text", [b"1e999", b"-1e999"])
def test_a_number_too_large_for_floating_point_is_not_a_number(text: bytes) -> None:
    node = Node(read_json(text, "x.json"))
    with pytest.raises(EvidenceError, match="is not a number in range"):
        _ = node.number


def test_an_error_says_where_the_value_stands() -> None:
    node = Node({"calls": {"batch": [{"kind": 3}]}}, "normalize_images")
    with pytest.raises(EvidenceError) as caught:
        _ = node["calls"]["batch"].nodes()[0]["kind"].text
    assert str(caught.value) == "normalize_images.calls.batch[0].kind is not a text"


def test_true_is_not_a_number() -> None:
    for name in ("number", "integer"):
        with pytest.raises(EvidenceError):
            getattr(Node(True), name)


def test_numbers_that_cannot_be_reckoned_with_are_infinite() -> None:
    values = np.array([1e100, -1.7e308, np.nan, 0.5])
    assert np.array_equal(bounded(values), [1e100, -np.inf, np.nan, 0.5], equal_nan=True)
    assert bounded(values[3:]) is not None and bounded(values[3:]).dtype == values.dtype
    small = np.array([3e38], "float32")
    assert bounded(small) is small
