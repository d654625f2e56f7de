"""What a probe has left of a task, in one file: of arrays only what the task's inputs do not say.

In: the files of a task, and the inputs that it was given, which the judge draws again. Out: bytes, of
which `Packed` gives back each file as it was, bit for bit. Weights that nobody has changed, images that
were scaled level by level, and what is there twice take no place, and trained weights hardly more than
what training has changed. Nothing is rounded.
"""

from __future__ import annotations

import dataclasses
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from autograder.judge.npy import parse_array
from autograder.sandbox.reading import EvidenceError, read_bytes

ENDING = ".packed"
MAGIC = b"autograder evidence 1\n"
LENGTH_BYTES = 8
MAX_INDEX_BYTES = 4 * 2**20
# Smaller arrays are not worth the search for what they are like.
LEAST_BYTES = 2048
# How much of an array or a text is tried out before it is decided how it is written.
SAMPLES, SAMPLE_BYTES = 4, 2048
# What compresses to more than this share of itself is left as it is.
WORTH = 0.95
# An array that is close to another one has at most this share of its own bits in the difference.
CLOSE = 0.85
LEVELS = 256
# Bytes of a number.
WIDTHS = (1, 2, 4, 8)
# How many of a task's arrays later ones are compared with: whoever leaves thousands costs no time.
MOST_ALIKE = 24
# How a file is written: compressed, as another one, bytes by significance, as a difference, by levels,
# or by the whole numbers that Keras draws first weights with.
PLAIN, SAME, PLANES, MOVED, SCALED = "plain", "same", "planes", "moved", "scaled"
DRAWN = "drawn"
# TensorFlow draws so many bits for a number.
DRAWN_BITS = 23
INPUT, FILE = "input", "file"
Inputs = Mapping[str, np.ndarray]


class InputsDiffer(RuntimeError):
    """The inputs that are drawn now are not those with which evidence was packed: nobody's fault."""


@dataclasses.dataclass(frozen=True)
class Entry:
    """One file.

    Attributes:
        size: Its bytes.
        check: Its checksum.
        way: How it is written.
        source: What it is written by: `INPUT` or `FILE`, and the name; empty if by nothing.
        parts: For each part of what is written its bytes in this file, and before they were compressed.
    """

    size: int
    check: int
    way: str
    source: tuple[str, ...]
    parts: tuple[tuple[int, int], ...]


def pack(files: Mapping[str, bytes], inputs: Inputs) -> bytes:
    """Return files in one.

    Args:
        files: Their contents by name; those that others may be like come first.
        inputs: The task's inputs.
    """
    index: dict[str, Entry] = {}
    written: list[bytes] = []
    twins: dict[tuple[int, int], str] = {}
    arrays: dict[str, np.ndarray] = {}
    for name, content in files.items():
        mark = (len(content), zlib.crc32(content))
        twin = twins.setdefault(mark, name)
        source: tuple[str, ...]
        parts: Sequence[bytes]
        if twin != name and files[twin] == content:
            way, source, parts = SAME, (FILE, twin), ()
        else:
            way, source, parts = _written(name, content, inputs, arrays)
        squeezed = [_squeeze(part, way) for part in parts]
        sizes = tuple((len(now), len(before)) for now, before in zip(squeezed, parts))
        index[name] = Entry(*mark, way, source, sizes)
        written += squeezed
    entries = {name: dataclasses.astuple(entry) for name, entry in index.items()}
    head = zlib.compress(json.dumps(entries).encode(), 1)
    return b"".join([MAGIC, len(head).to_bytes(LENGTH_BYTES, "big"), head, *written])


def _written(
    name: str, content: bytes, inputs: Inputs, arrays: dict[str, np.ndarray]
) -> tuple[str, tuple[str, ...], Sequence[bytes]]:
    """Return how a file is written, and the parts; note an array that others may be like."""
    array = _array_in(name, content)
    if array is None:
        return PLAIN, (), (content,)
    head = content[: len(content) - array.nbytes]
    for key, image in inputs.items():
        levels = _levels(image, array)
        if levels is not None:
            return SCALED, (INPUT, key), (head, levels.tobytes())
    numbers = _numbers(array)
    like = [((INPUT, key), one) for key, one in inputs.items() if _alike(one, array)]
    like += [((FILE, key), one) for key, one in arrays.items() if _alike(one, array)]
    best: tuple[str, str] | None = None
    least = CLOSE * _bits(numbers)
    for source, one in like:
        bits = _bits(_difference(numbers, _numbers(one), sampled=True), sampled=True)
        if bits < least:
            best, least = source, bits
    if (best is None or best[0] == INPUT) and len(arrays) < MOST_ALIKE:
        # A difference to what is a difference to a third one itself is not made.
        arrays[name] = array
    if best is not None:
        moved = _difference(numbers, _numbers(dict(like)[best]))
        if not moved.any():
            return MOVED, best, (head,)
        return MOVED, best, (head, *_planes(moved))
    drawn = _drawn(array)
    if drawn is not None:
        return DRAWN, tuple(map(str, array.shape)), (head, *_planes(drawn))
    sample = content[len(head) :][: SAMPLES * SAMPLE_BYTES]
    planes = b"".join(_planes(np.frombuffer(sample[: len(sample) // 8 * 8], numbers.dtype)))
    if len(zlib.compress(sample, 1)) < len(_compressed(planes, PLANES)):
        return PLAIN, (), (content,)
    return PLANES, (), (head, *_planes(numbers))


def _array_in(name: str, content: bytes) -> np.ndarray | None:
    """Return the array of an `.npy` file; None for anything that is better left alone."""
    if len(content) < LEAST_BYTES or not name.endswith(".npy"):
        return None
    try:
        array = parse_array(content, name)
    except EvidenceError:
        return None
    worth = array.itemsize in WIDTHS and array.flags.c_contiguous and array.dtype.isnative
    return array if worth and array.nbytes >= LEAST_BYTES // 2 else None


def _numbers(array: np.ndarray) -> np.ndarray:
    """Return the bits of an array as whole numbers without signs, in one axis."""
    return np.ascontiguousarray(array).reshape(-1).view(f"u{array.itemsize}")


def _alike(one: np.ndarray, array: np.ndarray) -> bool:
    return one.size == array.size and one.dtype == array.dtype


def _levels(image: np.ndarray, array: np.ndarray) -> np.ndarray | None:
    """Return what stands in an array for each grey level of an input, whose first images it may be."""
    if image.dtype != np.uint8 or image.size < array.size or not image.ndim or not array.ndim:
        return None
    if image.size * len(array) != array.size * len(image):
        return None
    flat, numbers = image.reshape(-1)[: array.size], _numbers(array)
    levels = np.zeros(LEVELS, numbers.dtype)
    few = flat[: SAMPLES * SAMPLE_BYTES]
    levels[few] = numbers[: len(few)]
    if not (levels[few] == numbers[: len(few)]).all():
        return None
    levels[flat] = numbers
    return levels if np.array_equal(levels[flat], numbers) else None


def _difference(numbers: np.ndarray, others: np.ndarray, sampled: bool = False) -> np.ndarray:
    """Return how far the bits of numbers are from those of others, small where both are close."""
    step = _step(numbers) if sampled else 1
    bits = 8 * numbers.itemsize
    signed = (numbers[::step] - others[::step]).view(f"i{numbers.itemsize}")
    return ((signed << 1) ^ (signed >> (bits - 1))).view(numbers.dtype)


def _undo(moved: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the numbers that `_difference` has written by others."""
    one = moved.dtype.type(1)
    return np.asarray((moved >> one ^ (0 - (moved & one))) + others)


def _drawn(array: np.ndarray) -> np.ndarray | None:
    """Return the whole numbers with which Glorot's first weights were drawn, if these were."""
    if array.ndim != 2 or array.dtype != np.float32 or not array.size:
        return None
    low, width = _range_of(array.shape)
    for part in (array[:4], array):
        with np.errstate(invalid="ignore", over="ignore"):
            numbers = np.rint((part.astype("float64") - float(low)) / float(width) * 2**DRAWN_BITS)
            if not ((numbers >= 0) & (numbers < 2**DRAWN_BITS)).all():
                return None
        whole = numbers.astype("uint32").reshape(-1)
        if _weights_of(whole, array.shape).tobytes() != np.ascontiguousarray(part).tobytes():
            return None
    return whole


def _range_of(shape: Sequence[int]) -> tuple[np.float32, np.float32]:
    """Return the least of Glorot's weights for a kernel, and how far they reach, as Keras has them."""
    low = -np.float32(np.sqrt(6 / (shape[0] + shape[1])))
    return low, np.float32(-low - low)


def _weights_of(whole: np.ndarray, shape: Sequence[int]) -> np.ndarray:
    """Return first weights that were drawn with whole numbers, as TensorFlow works them out."""
    low, width = _range_of(shape)
    return np.asarray(whole.astype("float32") * np.float32(2.0**-DRAWN_BITS) * width + low)


def _step(numbers: np.ndarray) -> int:
    return max(1, numbers.size // (SAMPLES * SAMPLE_BYTES))


def _bits(numbers: np.ndarray, sampled: bool = False) -> float:
    """Return how many bits numbers take in the mean, as far as a sample shows."""
    few = numbers if sampled else numbers[:: _step(numbers)]
    return float(np.log2(few.astype("float64") + 1).mean())


def _planes(numbers: np.ndarray) -> list[bytes]:
    """Return the bytes of numbers, those of one significance together."""
    rows = np.ascontiguousarray(numbers).view(np.uint8).reshape(-1, numbers.itemsize).T
    return [np.ascontiguousarray(row).tobytes() for row in rows]


def _squeeze(part: bytes, way: str) -> bytes:
    """Return a part compressed, or as it is where that is hardly longer."""
    if len(part) > SAMPLES * SAMPLE_BYTES:
        starts = range(0, len(part), len(part) // SAMPLES)
        sample = b"".join(part[start : start + SAMPLE_BYTES] for start in starts)
        if len(_compressed(sample, way)) > WORTH * len(sample):
            return part
    shorter = _compressed(part, way)
    return shorter if len(shorter) < WORTH * len(part) else part


def _compressed(part: bytes, way: str) -> bytes:
    # Of the bytes of one significance nothing repeats but runs: looking for more takes thrice as long.
    strategy = zlib.Z_DEFAULT_STRATEGY if way in (PLAIN, SCALED) else zlib.Z_RLE
    squeeze = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, strategy)
    return squeeze.compress(part) + squeeze.flush()


class Packed:
    """Files that were packed into one; what is wrong with it is an `EvidenceError` and nothing else.

    Args:
        content: The bytes.
        name: Their name, for messages.

    Raises:
        EvidenceError: They are not what `pack` makes.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        self.content = content
        start = len(MAGIC) + LENGTH_BYTES
        if not content.startswith(MAGIC) or len(content) < start:
            raise self._wrong()
        self.start = start + int.from_bytes(content[len(MAGIC) : start], "big")
        try:
            entries = json.loads(_expanded(content[start : self.start], MAX_INDEX_BYTES) or b"")
        except (ValueError, RecursionError) as error:
            raise self._wrong() from error
        if not isinstance(entries, dict):
            raise self._wrong()
        self.places: dict[str, int] = {}
        self.entries: dict[str, Entry] = {}
        place = self.start
        for key, given in entries.items():
            try:
                size, check, way, source, parts = given
                pairs = tuple((int(now), int(before)) for now, before in parts)
                entry = Entry(int(size), int(check), str(way), tuple(map(str, source)), pairs)
            except (TypeError, ValueError, OverflowError) as error:
                raise self._wrong() from error
            self.entries[key], self.places[key] = entry, place
            if min([entry.size, *(number for pair in pairs for number in pair)]) < 0:
                raise self._wrong()
            place += sum(now for now, _ in pairs)
        if place != len(content):
            raise self._wrong()

    def _wrong(self) -> EvidenceError:
        return EvidenceError(f"{self.name} is not packed as it should be")

    def read(self, name: str, limit: int, inputs: Callable[[], Inputs]) -> bytes:
        """Return a file as it was.

        Args:
            name: Its name.
            limit: How many bytes it may have.
            inputs: Draws the task's inputs, if the file is written by one of them.

        Raises:
            EvidenceError: It is missing, too large, or damaged.
            InputsDiffer: It was written by other inputs.
        """
        entry = self.entries.get(name)
        if entry is None:
            raise EvidenceError(f"{name} cannot be opened")
        # Twice: as another file, which is what it was once more.
        content = self._content(name, limit, inputs, follow=2)
        if len(content) != entry.size:
            raise self._wrong()
        if zlib.crc32(content) != entry.check:
            if INPUT in self._sources(entry):
                raise InputsDiffer(
                    f"{name} was packed with other inputs than those that are drawn now"
                )
            raise self._wrong()
        return content

    def _sources(self, entry: Entry) -> set[str]:
        """Return what a file is written by, and what that is written by."""
        found = set(entry.source[:1])
        for _ in range(2):
            entry = self.entries.get(entry.source[1], entry) if FILE in entry.source else entry
            found |= set(entry.source[:1])
        return found

    def _content(self, name: str, limit: int, inputs: Callable[[], Inputs], follow: int) -> bytes:
        entry = self.entries[name]
        if entry.size > limit:
            raise EvidenceError(f"{name} is larger than {limit} bytes")
        parts = self._parts(name, entry, limit)
        if entry.way == PLAIN and len(parts) == 1:
            return parts[0]
        if entry.way == PLANES and len(parts) > 1:
            return parts[0] + self._numbers(parts[1:]).tobytes()
        if entry.way == DRAWN and len(parts) == 5 and len(entry.source) == 2:
            shape = [int(one) if one.isdecimal() and len(one) < 9 else 0 for one in entry.source]
            whole = self._numbers(parts[1:])
            if not all(shape) or not whole.size or whole.max() >= 2**DRAWN_BITS:
                raise self._wrong()
            return parts[0] + _weights_of(whole, shape).tobytes()
        if len(entry.source) != 2 or (entry.source[0] == FILE and not follow):
            raise self._wrong()
        if entry.way == SAME:
            return self._source(entry, limit, inputs, follow)
        if entry.way == MOVED and parts:
            size = entry.size - len(parts[0])
            other = self._source(entry, limit, inputs, follow)
            other = other[max(len(other) - size, 0) :]
            if len(parts) == 1:
                return parts[0] + other
            moved = self._numbers(parts[1:])
            if moved.nbytes != len(other):
                raise self._wrong()
            return parts[0] + _undo(moved, np.frombuffer(other, moved.dtype)).tobytes()
        if entry.way == SCALED and len(parts) == 2 and entry.source[0] == INPUT:
            image = inputs().get(entry.source[1])
            itemsize = len(parts[1]) // LEVELS
            if image is None or image.dtype != np.uint8 or itemsize not in WIDTHS:
                raise self._wrong()
            flat = image.reshape(-1)[: (entry.size - len(parts[0])) // itemsize]
            return parts[0] + np.frombuffer(parts[1], f"u{itemsize}")[flat].tobytes()
        raise self._wrong()

    def _source(self, entry: Entry, limit: int, inputs: Callable[[], Inputs], follow: int) -> bytes:
        """Return the bytes of what a file is written by."""
        kind, name = entry.source
        if kind == INPUT:
            found = inputs().get(name)
            if found is None:
                raise self._wrong()
            return np.ascontiguousarray(found).tobytes()
        if name not in self.entries:
            raise self._wrong()
        return self._content(name, limit, inputs, follow - 1)

    def _parts(self, name: str, entry: Entry, limit: int) -> list[bytes]:
        """Return the parts of a file, expanded."""
        # The table of levels stands for more than it is.
        if sum(before for _, before in entry.parts) > limit + LEVELS * 8:
            raise EvidenceError(f"{name} is larger than {limit} bytes")
        parts, place = [], self.places[name]
        for now, before in entry.parts:
            part: bytes | None = self.content[place : place + now]
            if now != before:
                part = _expanded(part or b"", before)
            if part is None or len(part) != before:
                raise self._wrong()
            parts.append(part)
            place += now
        return parts

    def _numbers(self, planes: Sequence[bytes]) -> np.ndarray:
        """Return numbers of which the bytes of each significance are given."""
        lengths = {len(plane) for plane in planes}
        if len(planes) not in WIDTHS or len(lengths) != 1:
            raise self._wrong()
        rows = [np.frombuffer(plane, np.uint8) for plane in planes]
        return np.stack(rows, axis=1).reshape(-1).view(f"u{len(planes)}")


def _expanded(part: bytes, limit: int) -> bytes | None:
    """Return what was compressed; None if it is damaged, or more than so many bytes."""
    expand = zlib.decompressobj()
    try:
        # No more is made than is asked for, whatever the bytes say.
        content = expand.decompress(part, limit + 1)
    except zlib.error:
        return None
    return content if expand.eof and len(content) <= limit else None


def packed_in(folder: Path, task: str, limit: int) -> Packed | None:
    """Return what a folder holds of a task in one file; None where it has the files themselves."""
    path = folder / f"{task}{ENDING}"
    return (
        Packed(read_bytes(path, limit), path.name) if path.is_symlink() or path.exists() else None
    )
