"""The command `autograder`. Heavy imports are inside the commands, so that --help answers at once."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from autograder.assignment.places import safe_path
from autograder.doors import (
    class_commands,
    course_commands,
    grading_commands,
    marking_commands,
    platform_commands,
)
from autograder.report.printable import print_anywhere

UNUSABLE = 2
DISTRIBUTION = "keras-autograder"


class Version(argparse.Action):
    """Says which version is installed; it is looked up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_words: object) -> None:
        """Print it, and end."""
        from importlib import metadata

        print(f"autograder {metadata.version(DISTRIBUTION)}")
        parser.exit()


class Completion(argparse.Action):
    """Prints a script with which a shell completes commands and options."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        _namespace: argparse.Namespace,
        shell: object,
        _option: str | None = None,
    ) -> None:
        """Print it, and end."""
        import shtab

        print(shtab.complete(parser, shell=str(shell)))
        parser.exit()


class Grouped(argparse.ArgumentParser):
    """A parser whose help lists the commands in groups, in the order in which a course needs them."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.groups: dict[str, list[argparse.Action]] = {}

    def format_help(self) -> str:
        """Return the help."""
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, self._actions, self._mutually_exclusive_groups)
        formatter.add_text(self.description)
        options = [one for one in self._actions if one.option_strings]
        for title, actions in {**self.groups, "options": options}.items():
            formatter.start_section(title)
            formatter.add_arguments(actions)
            formatter.end_section()
        formatter.add_text(self.epilog)
        return formatter.format_help()


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = Grouped(
        prog="autograder",
        description="Check and grade notebooks of the MNIST assignments, or of a course's own.",
        epilog="`autograder COMMAND --help` explains a command. Students need `check` alone.",
    )
    top.add_argument("--version", action=Version, nargs=0, help="say the version and end")
    top.add_argument(
        "--print-completion", action=Completion, choices=("bash", "zsh", "tcsh"),
        help="print a script with which this shell completes commands and options",
    )  # fmt: skip
    commands = top.add_subparsers(
        metavar="COMMAND", required=True, parser_class=argparse.ArgumentParser
    )

    def add(name: str, function: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        words = (function.__doc__ or "").strip().splitlines()[0]
        command = commands.add_parser(name, help=words, description=words)
        command.set_defaults(function=function)
        return command

    parts = (
        course_commands, class_commands, grading_commands, marking_commands, platform_commands,
    )  # fmt: skip
    for part in parts:
        known = len(commands.choices)
        part.add_to(add)
        # What a group lists is what argparse would list of all commands.
        top.groups[part.TITLE] = [*commands._get_subactions()][known:]
    return top


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status: 0 fine, 1 problems found, 2 could not run."""
    print_anywhere()
    # The products of matrices are small here: more threads would only wait for each other. NumPy looks
    # when it is imported, which only commands do.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        arguments = parser().parse_args(words)
        # The current folder may hold what a student handed in, and `python -m` imports from there.
        sys.path[:] = safe_path()
        # jsonschema, which reads notebooks, imports this package for a format that they have not, and
        # its grammar would cost every command more than a second.
        sys.modules.setdefault("rfc3987_syntax", cast("ModuleType", None))
        if os.environ.get("MNIST_PATH"):
            # Grading works in other folders, too, where a relative path would lead elsewhere.
            os.environ["MNIST_PATH"] = str(Path(os.environ["MNIST_PATH"]).absolute())
        status: int = arguments.function(arguments)
        return status
    except ModuleNotFoundError as error:
        return _not_installed(error)
    except KeyboardInterrupt:
        return _stop("stopped. Run the same command again to go on.")
    except (ValueError, OSError) as error:
        if type(error) in (ValueError, UnicodeDecodeError):
            raise
        return _stop(_in_words(error))


def _in_words(error: Exception) -> str:
    """Return what went wrong; of a file that cannot be opened or written, which it is."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename}: {error.strerror.lower()}."
    return str(error)


def _not_installed(error: ModuleNotFoundError) -> int:
    name = (error.name or "?").partition(".")[0]
    return _stop(
        f"the package {name} is not installed. In the kit's folder run: python -m pip install "
        '".[instructor]". What students need to check themselves is in "." alone.'
    )


def _stop(message: str) -> int:
    print(f"autograder: {' '.join(message.split())}", file=sys.stderr)
    return UNUSABLE


if __name__ == "__main__":
    sys.exit(main())
