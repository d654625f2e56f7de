"""The command about marking written answers.

Heavy imports are inside the command, so that --help answers at once.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from autograder.doors.commands import OK, Command, UsageError, add_course, course_of

LAST_PORT = 65535

TITLE = "marking by hand"


def mark(arguments: argparse.Namespace) -> int:
    """Mark the written answers of an assignment, on a page in the browser."""
    import asyncio
    import contextlib
    import webbrowser

    from autograder.course.written import questions
    from autograder.doors.marking_server import HOST, Desk, serve

    course = course_of(arguments)
    found = questions(course, arguments.assignment)
    desk = Desk(course, arguments.assignment, found)
    desk.markings[found[0].name].answers()

    def ready() -> None:
        print(f"The page for marking is {desk.address}", flush=True)
        print("It is for you alone. Ctrl-C ends it; marks are saved as you give them.", flush=True)
        if not arguments.no_browser:
            webbrowser.open(desk.address_once)

    with contextlib.suppress(KeyboardInterrupt):
        try:
            asyncio.run(serve(desk, arguments.port, ready))
        except OSError as error:
            raise UsageError(
                f"port {arguments.port} of {HOST} cannot be used: {error.strerror}. Name another with "
                "--port, or leave it out."
            ) from error
    return OK


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"expected a port from 0 to {LAST_PORT}")
    return number


def add_to(add: Callable[[str, Command], argparse.ArgumentParser]) -> None:
    """Add this command to the parser of the command line."""
    by_hand = add("mark", mark)
    by_hand.add_argument("assignment", metavar="ASSIGNMENT")
    add_course(by_hand)
    by_hand.add_argument(
        "--port",
        metavar="N",
        type=_port,
        default=0,
        help="the page's port; one that is free by default",
    )
    by_hand.add_argument("--no-browser", action="store_true", help="only say where the page is")
