"""Serves the page for marking written answers, to one person's browser on this machine.

Whoever else may reach the address gets nothing: other users of the machine do not know the key, and
other pages in the same browser have neither the key nor the right origin. The key in the address
gives a cookie, which goes along with requests by the page itself alone, and a second key, which the
page keeps for itself and sends in a header: browsers send cookies to every port of a machine. What
is asked for is looked up among what the course has; no part of a request becomes a path.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from autograder.assignment.toml import RubricError
from autograder.course.answers import ChangedError, Marking
from autograder.course.directory import Course, CourseError
from autograder.course.mark_scheme import Line, Scheme, checked, load_schemes, save_scheme
from autograder.course.written import Question
from autograder.pages import marking as page

HOST = "127.0.0.1"
COOKIE = "autograder-marking"
HEADER = "X-Autograder-Key"
MAX_BODY_BYTES = 4 * 2**20
CHANGED_LINES = (
    "the lines were changed meanwhile, in another window or in the file. Keep a copy of what you have "
    "typed, and reload the page."
)
FORBIDDEN, CONFLICT, WRONG = 403, 409, 400


class Desk:
    """What the page works on: the questions of an assignment, and the keys to it.

    Args:
        course: The course.
        assignment: The assignment's name.
        questions: Its questions that a person marks.
    """

    def __init__(self, course: Course, assignment: str, questions: Sequence[Question]) -> None:
        self.course, self.assignment, self.questions = course, assignment, tuple(questions)
        self.markings = {one.name: Marking(course, assignment, one) for one in questions}
        # The one that is printed, one that holds once, for the browser that the command opens and whose
        # command line others can see, and those of the page.
        self.key, self.once = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self.cookie, self.header = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self.port = 0

    @property
    def origin(self) -> str:
        """Where the page is."""
        return f"http://{HOST}:{self.port}"

    @property
    def address(self) -> str:
        """The address to open, with the key in it."""
        return f"{self.origin}/start?key={self.key}"

    @property
    def address_once(self) -> str:
        """An address that opens the page once."""
        return f"{self.origin}/start?key={self.once}"

    def opens(self, key: str) -> bool:
        """Whether a key opens the page."""
        if self.once and _same(key, self.once):
            self.once = ""
            return True
        return _same(key, self.key)

    def scheme(self, question: str) -> Scheme:
        """Return the scheme of a question."""
        return load_schemes(self.course, self.assignment).get(question, Scheme())


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


class Handler(RequestHandler):
    """What all requests have in common: who may ask, and how is answered."""

    desk: Desk
    public = False

    def initialize(self, desk: Desk) -> None:
        """Take the desk."""
        self.desk = desk

    def set_default_headers(self) -> None:
        """Let the browser load nothing from elsewhere, keep nothing, and show the page in no other."""
        self.set_header("Content-Security-Policy", page.POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("X-Frame-Options", "DENY")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cross-Origin-Opener-Policy", "same-origin")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")
        self.clear_header("Server")

    def prepare(self) -> None:
        """Refuse whoever is not the page itself."""
        headers = self.request.headers
        if headers.get_list("Host") != [f"{HOST}:{self.desk.port}"]:
            raise HTTPError(FORBIDDEN, reason="Another host")
        origins = headers.get_list("Origin")
        if (origins or self.request.method != "GET") and origins != [self.desk.origin]:
            raise HTTPError(FORBIDDEN, reason="Another origin")
        if not self.public and not _same(self.get_cookie(self._cookie, "") or "", self.desk.cookie):
            raise HTTPError(FORBIDDEN, reason="No key")

    @property
    def _cookie(self) -> str:
        # Cookies do not know ports, and two assignments may be marked at a time.
        return f"{COOKIE}-{self.desk.port}"

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say what is wrong, as text."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        hint = " Open the address that the command has printed." if status_code == FORBIDDEN else ""
        self.finish(f"{self._reason}.{hint}")


class Start(Handler):
    """Takes the key of the address, and leads to the page."""

    public = True

    def get(self) -> None:
        """Give the cookie, and the page's own key where no server sees it again: behind the `#`."""
        if not self.desk.opens(self.get_query_argument("key", "")):
            raise HTTPError(FORBIDDEN, reason="Another key")
        self.set_cookie(self._cookie, self.desk.cookie, httponly=True, samesite="Strict", path="/")
        self.redirect(f"/#{self.desk.header}")


class File(Handler):
    """Gives the page and what belongs to it."""

    def get(self) -> None:
        """Give a file of the page."""
        kind, path = page.FILES[self.request.path]
        self.set_header("Content-Type", kind)
        self.finish(path.read_bytes())


class Api(Handler):
    """What the page's script asks for; answers in JSON."""

    def prepare(self) -> None:
        """Ask for the page's own key, too."""
        super().prepare()
        if not _same(self.request.headers.get(HEADER, ""), self.desk.header):
            raise HTTPError(FORBIDDEN, reason="No key")
        if self.request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise HTTPError(FORBIDDEN, reason="Another origin")

    def say(self, value: Any, status: int = 200) -> None:
        """Answer with a value."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(value))

    def do(self, act: Callable[[], Any]) -> None:
        """Answer with what comes of an action, or with what is wrong."""
        try:
            self.say(act())
        except ChangedError as error:
            self.say({"error": str(error), "changed": True}, CONFLICT)
        except (CourseError, RubricError, OSError) as error:
            self.say({"error": str(error)}, WRONG)

    def body(self, **kinds: type | tuple[type, ...]) -> dict[str, Any]:
        """Return the fields of a request.

        Raises:
            HTTPError: One is missing, or of another kind.
        """
        try:
            data = json.loads(self.request.body)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict) or set(data) != set(kinds):
            raise HTTPError(WRONG, reason="Other fields than expected")
        for name, kind in kinds.items():
            if not isinstance(data[name], kind) or (kind is not bool and data[name] is True):
                raise HTTPError(WRONG, reason=f"Another kind of {name}")
        return data

    def marking(self, name: str) -> Marking:
        """Return the answers to a question.

        Raises:
            HTTPError: The assignment has no such question.
        """
        if name not in self.desk.markings:
            raise HTTPError(WRONG, reason="No such question")
        return self.desk.markings[name]


class State(Api):
    """Gives a question with its answers, but not their texts."""

    def get(self) -> None:
        """Give the first question, or that of the address."""
        desk = self.desk
        marking = self.marking(self.get_query_argument("question", desk.questions[0].name))
        names = self.get_query_argument("names", "") == "yes"

        def state() -> dict[str, Any]:
            scheme = desk.scheme(marking.question.name)
            return {
                **page.about_assignment(desk.assignment, desk.questions),
                "question": page.about_question(marking.question),
                "scheme": page.about_scheme(scheme),
                "answers": page.about_answers(marking.answers(), scheme, names),
            }

        self.do(state)


class OneAnswer(Api):
    """Gives the text of an answer."""

    def get(self) -> None:
        """Give the text as HTML."""
        marking = self.marking(self.get_query_argument("question", ""))
        id = self.get_query_argument("id", "")
        self.do(lambda: page.shown_text(marking, marking.answer(id)))


class Mark(Api):
    """Gives an answer a mark."""

    def post(self) -> None:
        """Give points, and a comment of the ticked lines and what was typed."""
        data = self.body(
            question=str, id=str, version=str, points=(int, float, type(None)), ticked=list,
            scheme=str, words=str, alike=bool,
        )  # fmt: skip
        marking = self.marking(data["question"])
        ticked = [one for one in data["ticked"] if isinstance(one, str)]

        def mark() -> dict[str, Any]:
            scheme = self.desk.scheme(data["question"])
            if scheme.version != data["scheme"]:
                raise CourseError(CHANGED_LINES)
            comment = scheme.said(ticked, data["words"])
            marked = marking.mark(
                data["id"], data["version"], data["points"], comment, data["alike"]
            )
            return {"marked": marked}

        self.do(mark)


class Blank(Api):
    """Marks all answers that say nothing."""

    def post(self) -> None:
        """Give 0 points."""
        marking = self.marking(self.body(question=str)["question"])
        self.do(lambda: {"marked": marking.mark_blank()})


class Lines(Api):
    """Changes the lines and comments of a question."""

    def post(self) -> None:
        """Write them into the course."""
        data = self.body(
            question=str, version=str, start=(int, float), lines=list, comments=list
        )  # fmt: skip
        name = self.marking(data["question"]).question.name

        def change() -> dict[str, Any]:
            if self.desk.scheme(name).version != data["version"]:
                raise ChangedError(CHANGED_LINES)
            lines = []
            for one in data["lines"]:
                text, points = one.get("text"), one.get("points")
                if not isinstance(text, str) or type(points) not in (int, float):
                    raise RubricError("expected a text and points for each line.")
                lines.append(Line(text, _points(points)))
            comments = tuple(map(str, data["comments"]))
            scheme = checked(Scheme(_points(data["start"]), tuple(lines), comments))
            save_scheme(self.desk.course, self.desk.assignment, name, scheme)
            return page.about_scheme(scheme)

        if not all(isinstance(one, dict) for one in data["lines"]):
            raise HTTPError(WRONG, reason="Another kind of lines")
        self.do(change)


def _points(number: float) -> float:
    """Return points of a scheme.

    Raises:
        RubricError: They are no number within bounds.
    """
    if not -1000 <= number <= 1000:
        raise RubricError(f"expected points from -1000 to 1000, found {number:g}.")
    return round(float(number), 2)


def application(desk: Desk) -> Application:
    """Return the application that answers requests."""
    own = {"desk": desk}
    routes = [
        ("/start", Start), *((path, File) for path in page.FILES), ("/api/state", State),
        ("/api/answer", OneAnswer), ("/api/mark", Mark), ("/api/blank", Blank), ("/api/lines", Lines),
    ]  # fmt: skip
    return Application(
        [(f"{path}$", handler, own) for path, handler in routes],
        default_handler_class=Nothing, default_handler_args=own, log_function=lambda handler: None,
    )  # fmt: skip


class Nothing(Handler):
    """Answers where there is nothing."""

    def prepare(self) -> None:
        """Say so, to whoever may ask."""
        super().prepare()
        raise HTTPError(404)


async def serve(desk: Desk, port: int, ready: Callable[[], None]) -> None:
    """Answer requests until the program is stopped.

    Args:
        desk: What the page works on.
        port: The port; any that is free if 0.
        ready: Called once the page can be opened.

    Raises:
        OSError: The port is taken.
    """
    sockets = bind_sockets(port, HOST)
    desk.port = sockets[0].getsockname()[1]
    server = HTTPServer(
        application(desk), max_body_size=MAX_BODY_BYTES, max_buffer_size=MAX_BODY_BYTES
    )
    server.add_sockets(sockets)
    ready()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.Event().wait()
    server.stop()
