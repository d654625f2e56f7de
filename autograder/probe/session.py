"""Run the cells of a notebook in IPython, one after another, whatever they do.

In: the sources of code cells. Out: the namespace that they leave behind, and for each cell its
outputs in notebook format and its error, if any.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import importlib
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.text import Text

from autograder.probe.caller import TimeLimitExceeded, closing_figures, time_limit
from autograder.probe.value_recorder import describe_error, shorten

MAX_OUTPUT_TEXT = 20_000
MAX_OUTPUT_DATA = 400_000
MAX_OUTPUTS = 40
KEPT_TYPES = ("text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg")


@dataclasses.dataclass(frozen=True)
class Cell:
    """One code cell: its position in the notebook, and its source."""

    index: int
    source: str


class Session:
    """An IPython shell in this process."""

    def __init__(self) -> None:
        from IPython.core.interactiveshell import InteractiveShell

        class Shell(InteractiveShell):
            """A shell without a window system."""

            def enable_gui(self, gui: object = None) -> None:
                """Do nothing: figures are captured, never shown in a window."""

            def enable_matplotlib(self, gui: object = None) -> Any:
                """Have figures captured, whatever shows them where the student works."""
                return super().enable_matplotlib("inline")

            def showtraceback(self, *_arguments: object, **_options: object) -> None:
                """Do nothing: the error is recorded, with the student's own line."""

            def showsyntaxerror(self, *_arguments: object, **_options: object) -> None:
                """Do nothing: the error is recorded."""

            def _format_exception_for_storage(
                self, exception: BaseException, *_arguments: object, **_options: object
            ) -> dict[str, Any]:
                """Keep of an error what IPython's history asks for; nobody looks at its lines.

                To format them takes longer than most notebooks.
                """
                return {"ename": type(exception).__name__, "evalue": "", "traceback": []}

        self.shell = Shell.instance()
        self.shell.run_line_magic("matplotlib", "inline")
        # Figures are drawn when they are shown; this hook would draw each of them once before.
        plt.uninstall_repl_displayhook()
        draw_without_others()
        # As in a notebook, a module that a cell has written can be imported by the next one.
        sys.path.insert(0, "")

    @property
    def namespace(self) -> dict[str, Any]:
        """The names that the cells have defined."""
        return self.shell.user_ns

    def run(self, cell: Cell, seconds: float) -> dict[str, Any]:
        """Run one cell; return its outputs and its error as plain data.

        Args:
            cell: The cell.
            seconds: Wall-clock limit.
        """
        from IPython.utils.capture import capture_output

        importlib.invalidate_caches()
        error: dict[str, Any] | None = None
        with closing_figures(), capture_output() as captured:
            try:
                with time_limit(seconds):
                    result = self.shell.run_cell(cell.source, store_history=True)
                raised = result.error_before_exec or result.error_in_exec
                if isinstance(raised, TimeLimitExceeded):
                    error = {"type": "TimeLimit", "message": str(raised), "line": None}
                elif raised is not None:
                    error = describe_error(raised)
            except TimeLimitExceeded as stopped:
                error = {"type": "TimeLimit", "message": str(stopped), "line": None}
            except (Exception, SystemExit, KeyboardInterrupt, GeneratorExit) as raised:
                error = describe_error(raised)
        return {"index": cell.index, "error": error, "outputs": list(_outputs(captured))}


def draw_without_others() -> None:
    """Have Matplotlib do without windows, and without LaTeX where that is not installed.

    Settings for either work where the student works, and say nothing about what is drawn.
    """
    switch = plt.switch_backend

    @functools.wraps(switch)
    def switch_backend(newbackend: str) -> None:
        with contextlib.suppress(ImportError):
            switch(newbackend)

    plt.switch_backend = switch_backend
    if shutil.which("latex") is None:
        Text.get_usetex = lambda self: False  # type: ignore[method-assign]


def _outputs(captured: Any) -> Iterator[dict[str, Any]]:
    for name in ("stdout", "stderr"):
        text = getattr(captured, name)
        if isinstance(text, str) and text:
            yield {"output_type": "stream", "name": name, "text": shorten(text, MAX_OUTPUT_TEXT)}
    for rich in list(getattr(captured, "outputs", []))[:MAX_OUTPUTS]:
        data = {}
        for kind, content in dict(getattr(rich, "data", None) or {}).items():
            text = _as_text(content)
            if kind in KEPT_TYPES and text is not None and len(text) <= MAX_OUTPUT_DATA:
                data[kind] = text
        if data:
            yield {"output_type": "display_data", "data": data, "metadata": {}}


def _as_text(content: Any) -> str | None:
    if isinstance(content, bytes):
        import base64

        return base64.b64encode(content).decode("ascii")
    return content if isinstance(content, str) else None
