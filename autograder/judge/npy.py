"""Parse the bytes of an `.npy` file that a student's process wrote, trusting nothing in them.

In: bytes. Out: an array of numbers, or an `EvidenceError`, never anything else.
"""

from __future__ import annotations

import io

import numpy as np

from autograder.sandbox.reading import EvidenceError


def parse_array(content: bytes, name: str) -> np.ndarray:
    """Parse an `.npy` file of numbers whose header agrees with its size.

    Raises:
        EvidenceError: It is not such a file.
    """
    file = io.BytesIO(content)
    try:
        version = np.lib.format.read_magic(file)
        readers = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }
        shape, fortran, dtype = readers[version](file)
        if dtype.kind not in "biuf" or dtype.hasobject:
            raise EvidenceError(f"{name} does not hold numbers")
        if any(size < 0 for size in shape) or len(shape) > 8:
            raise EvidenceError(f"{name} has an impossible shape")
        count = 1
        for size in shape:
            count *= int(size)
        body = content[file.tell() :]
        if count * dtype.itemsize != len(body):
            raise EvidenceError(f"{name} is shorter or longer than its header says")
        flat = np.frombuffer(body, dtype=dtype, count=count)
        return flat.reshape(shape, order="F" if fortran else "C")
    except EvidenceError:
        raise
    except Exception as error:
        raise EvidenceError(f"{name} is not a valid .npy file") from error
