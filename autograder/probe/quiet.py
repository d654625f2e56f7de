"""Keeps what libraries say to themselves out of a notebook.

Whatever TensorFlow has to say of drivers, processors and graphs is nothing that a student could act on.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Iterator

# Where TensorFlow (2.18 to 2.21) counts how often it builds graphs.
COUNTING = "tensorflow.python.eager.polymorphic_function.polymorphic_function"
COUNTS = "_frequent_tracing_detector_manager"


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Keep whatever the block prints, TensorFlow's logs included, out of the cell's output.

    TensorFlow's own switch for its logs does not reach those that it writes while it is imported, which
    a notebook shows in red. Stock nbgrader gives no points to a check cell with any on its standard
    error. Errors that the block raises come through.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    saved = [os.dup(number) for number in (1, 2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for number in (1, 2):
            os.dup2(nowhere, number)
        with (
            open(os.devnull, "w", encoding="utf-8") as sink,
            contextlib.redirect_stdout(sink),
            contextlib.redirect_stderr(sink),
            _tracing_uncounted(),
        ):
            yield
    finally:
        for number, descriptor in zip((1, 2), saved):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.close(nowhere)


@contextlib.contextmanager
def _tracing_uncounted() -> Iterator[None]:
    """Keep TensorFlow from counting the models of the block among those of the student.

    It warns where it often builds its graphs anew, in a check or in the cell after it: a check has
    many models. Where this TensorFlow counts elsewhere, only the warnings of the block are kept back.
    """
    logger = logging.getLogger("tensorflow")
    level = logger.level
    counting = sys.modules.get(COUNTING)
    counts = getattr(counting, COUNTS, None)
    logger.setLevel(logging.ERROR)
    try:
        if counts is not None:
            setattr(counting, COUNTS, type(counts)())
        yield
    finally:
        if counts is not None:
            setattr(counting, COUNTS, counts)
        logger.setLevel(level)
