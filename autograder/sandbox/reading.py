"""Read what strangers wrote: files and JSON whose owner may have made them to do harm.

In: a path, or bytes. Out: its content, or an `EvidenceError`, never anything else.
"""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

MAX_DEPTH = 16
MAX_NODES = 50_000


class EvidenceError(ValueError):
    """Evidence that cannot be used; the message says why."""


def read_bytes(path: Path, limit: int) -> bytes:
    """Read a regular file of at most `limit` bytes, without following a link at its end.

    Raises:
        EvidenceError: It is missing, a link, a device, a pipe, or too large.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise EvidenceError(f"{path.name} cannot be opened") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise EvidenceError(f"{path.name} is not a regular file")
        if status.st_size > limit:
            raise EvidenceError(f"{path.name} is larger than {limit} bytes")
        with os.fdopen(os.dup(descriptor), "rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise EvidenceError(f"{path.name} cannot be read") from error
    finally:
        os.close(descriptor)
    if len(content) > limit:
        raise EvidenceError(f"{path.name} is larger than {limit} bytes")
    return content


def read_json(content: bytes, name: str) -> Any:
    """Parse JSON that may be hostile: no NaN, bounded depth and size.

    Raises:
        EvidenceError: It is not such JSON.
    """

    def refuse(constant: str) -> Any:
        raise EvidenceError(f"{name} holds {constant}")

    try:
        data = json.loads(content.decode("utf-8"), parse_constant=refuse)
    except EvidenceError:
        raise
    except (ValueError, RecursionError) as error:
        raise EvidenceError(f"{name} is not valid JSON") from error
    _bound(data, name)
    return data


def _bound(data: Any, name: str) -> None:
    count = 0
    level = [data]
    for _ in range(MAX_DEPTH):
        count += len(level)
        if count > MAX_NODES:
            raise EvidenceError(f"{name} holds more than {MAX_NODES} values")
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
        if not below:
            return
        level = below
    raise EvidenceError(f"{name} is nested more than {MAX_DEPTH} deep")
