"""Packed evidence: every file comes back bit for bit, takes little, and harms nobody who reads it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder.judge import packed
from autograder.judge.evidence import read_task
from autograder.judge.packed import ENDING, InputsDiffer, Packed, pack
from autograder.sandbox.reading import EvidenceError

TASK = "train_with_sgd"
LIMIT = 2**26
DTYPES = ("float16", "float32", "float64", "int64", "uint8", "bool", ">f4", "int32")


def npy(array: Any) -> bytes:
    """Return the bytes of an `.npy` file."""
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


def drawn(seed: int = 0) -> dict[str, np.ndarray]:
    """Return inputs as a task has them: weights, and images in grey levels."""
    generator = np.random.default_rng(seed)
    return {
        "weights_0": generator.uniform(-0.1, 0.1, (784, 30)).astype("float32"),
        "weights_1": generator.uniform(0, 0.05, 30).astype("float32"),
        "unseen": generator.integers(0, 256, (20, 28, 28), dtype="uint8"),
    }


def read(content: bytes, name: str, inputs: dict[str, np.ndarray]) -> bytes:
    return Packed(content, "x").read(name, LIMIT, lambda: inputs)


FILES = st.dictionaries(
    st.text("ab._0123", min_size=1, max_size=6).map(lambda name: f"{name}.npy"),
    st.binary(max_size=5000)
    | st.sampled_from(DTYPES).flatmap(
        lambda dtype: npst.arrays(
            dtype, st.sampled_from([(784, 30), (600,), (20, 28, 28), (40, 40), ()])
        ).map(npy)
    ),
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(files=FILES)
def test_whatever_is_packed_comes_back(files: dict[str, bytes]) -> None:
    content = pack(files, drawn())
    assert list(Packed(content, "x").entries) == list(files)
    assert {name: read(content, name, drawn()) for name in files} == files


def test_what_inputs_say_already_takes_no_place() -> None:
    inputs = drawn()
    moved = inputs["weights_0"] + np.float32(1e-5) * (inputs["weights_0"] > 0)
    files = {
        "unchanged": npy(inputs["weights_0"]),
        "again": npy(inputs["weights_0"]),
        "trained": npy(moved),
        "scaled": npy(inputs["unseen"].astype("float32") / 255),
        "some": npy(inputs["unseen"][:12] / 256),
        "turned": npy(np.flip(inputs["unseen"]) / 255),
    }
    files = {f"{name}.npy": content for name, content in files.items()}
    ways = {name: entry.way for name, entry in Packed(pack(files, inputs), "x").entries.items()}
    assert ways == {
        "unchanged.npy": packed.MOVED, "again.npy": packed.SAME, "trained.npy": packed.MOVED,
        "scaled.npy": packed.SCALED, "some.npy": packed.SCALED, "turned.npy": packed.PLAIN,
    }  # fmt: skip
    assert len(pack({"a.npy": files["unchanged.npy"]}, inputs)) < 400
    assert len(pack({"a.npy": files["scaled.npy"]}, inputs)) < 1500
    assert len(pack({"a.npy": files["trained.npy"]}, inputs)) < 0.5 * len(files["trained.npy"])


def test_weights_after_a_training_are_written_by_those_before() -> None:
    first = drawn()["weights_0"]
    files = {"t.1.npy": npy(first), "t.2.npy": npy(first + np.float32(1e-6))}
    content = pack(files, {})
    entry = Packed(content, "x").entries["t.2.npy"]
    assert (entry.way, entry.source) == (packed.MOVED, (packed.FILE, "t.1.npy"))
    assert read(content, "t.2.npy", {}) == files["t.2.npy"]


def test_first_weights_of_keras_s_are_written_as_they_were_drawn() -> None:
    """Only if they come back bit for bit: one that was changed is written as any other array."""
    low = -np.float32(np.sqrt(6 / 1084))
    whole = np.random.default_rng(0).integers(0, 2**23, (784, 300))
    first = (whole * 2.0**-23).astype("float32") * np.float32(-2 * low) + low
    changed = first.copy()
    changed[700, 3] = np.nextafter(changed[700, 3], np.float32(1))
    for array, way in ((first, packed.DRAWN), (changed, packed.PLANES)):
        content = pack({"t.1.npy": npy(array)}, {})
        assert Packed(content, "x").entries["t.1.npy"].way == way
        assert read(content, "t.1.npy", {}) == npy(array)
        assert len(content) < (0.73 if way == packed.DRAWN else 0.85) * array.nbytes


def test_no_number_is_rounded() -> None:
    odd = np.array([np.nan, -np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-45, -1e-45] * 200, "float32")
    like = np.roll(odd, 1)
    files = {"t.1.npy": npy(odd), "t.2.npy": npy(like)}
    content = pack(files, {"w": odd + np.float32(0)})
    assert {name: read(content, name, {"w": odd + np.float32(0)}) for name in files} == files


def test_other_inputs_are_nobody_s_fault() -> None:
    content = pack({"t.1.npy": npy(drawn()["weights_0"])}, drawn())
    with pytest.raises(InputsDiffer, match="other inputs"):
        read(content, "t.1.npy", drawn(seed=1))


def test_the_judge_reads_a_task_from_one_file(tmp_path: Path) -> None:
    """With the same bounds as from the files themselves."""
    record = {"calls": {"a": {"npy": f"{TASK}.1.npy"}, "b": {"npy": f"{TASK}.2.npy"}}}
    arrays = (drawn()["weights_0"], np.arange(9.0))
    files = {f"{TASK}.json": json.dumps(record).encode()}
    files |= {f"{TASK}.{place}.npy": npy(array) for place, array in enumerate(arrays, 1)}
    (tmp_path / f"{TASK}{ENDING}").write_bytes(pack(files, drawn()))
    calls = read_task(tmp_path, TASK, LIMIT, drawn)["calls"]
    assert all(np.array_equal(calls[key].array, one) for key, one in zip("ab", arrays))
    with pytest.raises(EvidenceError, match="larger than"):
        read_task(tmp_path, TASK, arrays[0].nbytes, drawn)


def test_a_link_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(pack({f"{TASK}.json": b"{}"}, {}))
    (tmp_path / f"{TASK}{ENDING}").symlink_to(tmp_path / "other")
    with pytest.raises(EvidenceError, match="cannot be opened"):
        read_task(tmp_path, TASK, LIMIT)


def written(entries: object, body: bytes = b"") -> bytes:
    """Return packed evidence with any index."""
    head = packed._compressed(json.dumps(entries).encode(), packed.PLAIN)
    return packed.MAGIC + len(head).to_bytes(packed.LENGTH_BYTES, "big") + head + body


BOMB = packed._compressed(bytes(2**24), packed.PLAIN)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        packed.MAGIC,
        packed.MAGIC + bytes(8),
        packed.MAGIC + b"\xff" * 8 + b"x",
        written([]),
        written({"a.npy": 1}),
        written({"a.npy": [5, 0, "plain", [], [[5, 5]]]}),
        written({"a.npy": [-5, 0, "plain", [], [[-5, -5]]]}, b""),
        written({"a.npy": [10, 0, "plain", [], [[len(BOMB), 10]]]}, BOMB),
        written({"a.npy": [2**40, 0, "plain", [], [[len(BOMB), 2**40]]]}, BOMB),
        written({"a.npy": [10, 0, "same", ["file", "a.npy"], []]}),
        written({"a.npy": [10, 0, "same", ["file", "b.npy"], []]}),
        written({"a.npy": [10, 0, "moved", ["input", "weights_9"], [[0, 0]]]}),
        written({"a.npy": [10, 0, "moved", ["input", "weights_1"], [[0, 0], [1, 1], [2, 2]]]}, b"abc"),
        written({"a.npy": [10, 0, "scaled", ["input", "weights_1"], [[0, 0], [0, 0]]]}),
        written({"a.npy": [10, 0, "scaled", ["input", "unseen"], [[0, 0], [3, 3]]]}, b"abc"),
        written({"a.npy": [9, 0, "drawn", ["0", "3"], [[0, 0], *[[1, 1]] * 4]]}, b"abcd"),
        written({"a.npy": [9, 0, "drawn", ["-1", "x"], [[0, 0], *[[1, 1]] * 4]]}, b"abcd"),
        written({"a.npy": [9, 0, "drawn", ["9", "9"], [[0, 0], *[[1, 1]] * 4]]}, b"\xff" * 4),
        written({"a.npy": [10, 0, "planes", [], [[0, 0], [1, 1], [2, 2]]]}, b"abc"),
        written({"a.npy": [1e400, 0, "plain", [], []]}),
    ],
)  # fmt: skip
def test_what_nobody_packed_is_evidence_that_cannot_be_used(content: bytes) -> None:
    with pytest.raises(EvidenceError):
        read(content, "a.npy", drawn())


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damage_is_noticed(data: st.DataObject) -> None:
    inputs = drawn()
    files = {
        "t.json": b'{"calls": {}}',
        "t.1.npy": npy(inputs["weights_0"] + np.float32(1e-6)),
        "t.2.npy": npy(np.random.default_rng(1).random((50, 50))),
    }
    content = bytearray(pack(files, inputs))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    for name, was in files.items():
        try:
            assert read(bytes(content), name, inputs) == was
        except (EvidenceError, InputsDiffer):
            continue
