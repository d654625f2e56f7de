"""The page for marking serves one person's browser, and nobody and nothing else."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from marked_class import (
    ANSWER,
    NAME,
    QUESTION,
    grade,
    hand_in,
    mark,
    no_code_runs,
    prepared,
    served,
    standing,
)

from autograder.course.gradebook import GradebookWriter
from autograder.course.mark_scheme import Line, Scheme, load_schemes, save_scheme
from autograder.doors.cli import main, parser
from autograder.doors.marking_server import Desk
from autograder.pages import marking as page

HOSTILE = (
    "<script>document.documentElement.dataset.ran = 1</script>"
    "<img src=x onerror='document.documentElement.dataset.ran = 1' id=desk name=points>"
    "<form action='https://evil.example/'><input name=words></form><style>main {display: none}</style>"
    "<a href='javascript:alert(1)' target=_top>x</a> *kept*"
)
ANSWERS = {"ada": ANSWER, "bob": ANSWER, "cyd": "", "dan": HOSTILE}


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> GradebookWriter:
    course, writer = prepared(tmp_path_factory.mktemp("served") / "course")
    with pytest.MonkeyPatch.context() as patch:
        no_code_runs(patch)
        for student, answer in ANSWERS.items():
            hand_in(course, student, answer)
        grade(writer, *ANSWERS)
    return writer


@pytest.fixture(scope="module")
def desk(writer: GradebookWriter) -> Iterator[Desk]:
    with served(writer.course) as desk:
        yield desk


def request(
    desk: Desk, method: str, path: str, body: Any = None, without: str = "", **headers: str
) -> http.client.HTTPResponse:
    """Ask as the page does, but with other headers, or without one."""
    every = {
        "Host": f"127.0.0.1:{desk.port}",
        "Cookie": f"autograder-marking-{desk.port}={desk.cookie}",
        "X-Autograder-Key": desk.header,
        "Sec-Fetch-Site": "same-origin",
    }
    if method != "GET":
        every["Origin"] = desk.origin
    every |= {name.replace("_", "-"): value for name, value in headers.items()}
    every.pop(without.replace("_", "-"), None)
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=60)
    connection.putrequest(method, path, skip_host=True)
    content = b"" if body is None else json.dumps(body).encode()
    for name, value in every.items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(len(content)))
    connection.endheaders(content)
    return connection.getresponse()


def ask(desk: Desk, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    """Ask as the page does; return the JSON."""
    response = request(desk, method, path, body)
    text = response.read()
    assert response.status == status, text
    return json.loads(text)


def a_mark(desk: Desk, student: str = "ada", **changes: Any) -> dict[str, Any]:
    """Return what the page sends to give a mark."""
    (one,) = [one for one in desk.markings[QUESTION].answers() if one.student == student]
    return {
        "question": QUESTION, "id": one.id, "version": one.version, "points": 1.0, "ticked": [],
        "scheme": desk.scheme(QUESTION).version,
        "words": "", "alike": False, **changes,
    }  # fmt: skip


class Elements(HTMLParser):
    """Collects the elements of a text, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one."""
        self.found.append((tag, [(name, value or "") for name, value in attrs]))


PATHS = ["/", "/marking.js", "/marking.css", "/api/state", "/nothing", "/../gradebook.db", "/start"]


@pytest.mark.parametrize(
    "host", ["localhost:{}", "evil.example:{}", "127.0.0.1", "127.0.0.1:1", ""]
)
@pytest.mark.parametrize("path", PATHS)
def test_another_host_is_refused(path: str, host: str, desk: Desk) -> None:
    """Does it stand against a name that leads to this machine?"""
    assert request(desk, "GET", path, Host=host.format(desk.port)).status in (400, 403)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", ""])
@pytest.mark.parametrize("path", PATHS)
def test_another_origin_is_refused(path: str, origin: str, desk: Desk) -> None:
    assert request(desk, "GET", path, Origin=origin).status == 403


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_given_without_the_cookie(path: str, desk: Desk) -> None:
    for cookie in ("", "x=y", f"autograder-marking-{desk.port}={desk.key}"):
        response = request(desk, "GET", path, Cookie=cookie)
        assert response.status == 403
        assert desk.header not in response.read().decode()


@pytest.mark.parametrize("path", ["/api/state", "/api/answer?question=explain_softmax&id=1"])
def test_the_cookie_alone_gives_nothing_of_the_class(path: str, desk: Desk) -> None:
    """Browsers send a cookie to every port of a machine."""
    assert request(desk, "GET", path, without="X_Autograder_Key").status == 403
    assert request(desk, "GET", path, X_Autograder_Key=desk.cookie).status == 403
    assert request(desk, "GET", path, Sec_Fetch_Site="same-site").status == 403


@pytest.mark.parametrize("path", ["/api/mark", "/api/blank", "/api/lines"])
@pytest.mark.parametrize(
    "change",
    [
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"without": "Origin"},
        {"Host": "evil.example"}, {"without": "Cookie"}, {"without": "X_Autograder_Key"},
        {"X_Autograder_Key": "x"}, {"Sec_Fetch_Site": "cross-site"},
    ],
    ids=str,
)  # fmt: skip
def test_another_page_changes_nothing(
    path: str, change: dict[str, str], desk: Desk, writer: GradebookWriter
) -> None:
    response = request(desk, "POST", path, a_mark(desk), **change)
    assert response.status == 403
    assert standing(writer, "ada") == (None, True, None)
    assert load_schemes(writer.course, NAME) == {}


def test_the_key_of_the_address_gives_the_cookie_and_the_page(desk: Desk) -> None:
    for key in ("", "x", desk.header, desk.cookie):
        assert request(desk, "GET", f"/start?key={key}", Cookie="").status == 403
    for key in (desk.key, desk.once, desk.key):
        response = request(desk, "GET", f"/start?key={key}", Cookie="", Sec_Fetch_Site="none")
        assert response.status == 302
        assert response.headers["Location"] == f"/#{desk.header}"
        cookie = response.headers["Set-Cookie"]
        assert desk.cookie in cookie
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))


def test_the_key_on_the_browsers_command_line_holds_once(writer: GradebookWriter) -> None:
    desk = Desk(writer.course, NAME, ())
    key = desk.once
    assert (desk.opens(key), desk.opens(key), desk.opens("")) == (True, False, False)


@pytest.mark.parametrize("path", PATHS)
def test_the_browser_is_told_to_load_nothing_and_keep_nothing(path: str, desk: Desk) -> None:
    response = request(desk, "GET", path)
    assert response.headers["Content-Security-Policy"] == page.POLICY
    assert "unsafe" not in page.POLICY
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "Server" not in response.headers


def test_the_page_names_nothing_of_another_host_and_holds_no_script() -> None:
    for _, path in page.FILES.values():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|//[a-z]+\.", text)
        assert not re.search(r"<script[^>]*>[^<]|\son\w+=|<style|style=|eval\(", text)


@pytest.mark.parametrize(
    "path",
    ["/marking.py", "/gradebook.db", "/..%2fgradebook.db", "/%2e%2e/seed", "/marking.js/", "/api",
     "/static/x"],
)  # fmt: skip
def test_there_are_no_other_files(path: str, desk: Desk) -> None:
    assert request(desk, "GET", path).status == 404


def test_it_listens_on_this_machine_alone(desk: Desk) -> None:
    own = {one[4][0] for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in own - {"127.0.0.1"}:
        with socket.socket() as other:
            other.settimeout(5)
            assert other.connect_ex((address, desk.port)) != 0


def test_names_are_given_only_when_they_are_asked_for(desk: Desk) -> None:
    plain = request(desk, "GET", "/api/state").read().decode()
    named = request(desk, "GET", "/api/state?names=yes").read().decode()
    for student in ANSWERS:
        assert f'"{student}' not in plain
        assert f'"{student}' in named


def test_the_text_of_an_answer_is_text(desk: Desk) -> None:
    (one,) = [one for one in desk.markings[QUESTION].answers() if one.student == "dan"]
    found = ask(desk, "GET", f"/api/answer?question={QUESTION}&id={one.id}")
    assert "<em>kept</em>" in found["html"]
    elements = Elements()
    elements.feed(found["html"])
    assert {tag for tag, _ in elements.found} == {"p", "em", "a"}
    assert all(name == "href" and link.startswith("https:") for _, attributes in elements.found
               for name, link in attributes)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"points": 2.5}, "expected from 0 to 2 points, found 2.5."),
        ({"points": -0.5}, "expected from 0 to 2 points"),
        ({"id": "0" * 32}, "no such answer"),
        ({"words": "x" * 20_001}, "longer than 20000 letters"),
    ],
    ids=str,
)
def test_a_wrong_mark_is_refused_in_words(changes: dict[str, Any], said: str, desk: Desk) -> None:
    assert said in ask(desk, "POST", "/api/mark", a_mark(desk, **changes), 400)["error"]


@pytest.mark.parametrize(
    "changes",
    [{"points": "1"}, {"points": True}, {"question": "../x"}, {"question": ["x"]}, {"more": 1},
     {"ticked": "x"}, {"alike": 1}],
    ids=str,
)  # fmt: skip
def test_what_is_no_mark_is_refused(changes: dict[str, Any], desk: Desk) -> None:
    assert request(desk, "POST", "/api/mark", a_mark(desk, **changes)).status == 400


@pytest.mark.parametrize("body", [b"", b"[", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_what_is_no_request_is_refused(body: bytes, desk: Desk) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=60)
    headers = {
        "Cookie": f"autograder-marking-{desk.port}={desk.cookie}", "Origin": desk.origin,
        "X-Autograder-Key": desk.header,
    }  # fmt: skip
    connection.request("POST", "/api/mark", body, headers)
    assert connection.getresponse().status == 400


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_points_that_are_no_number_are_refused(
    number: str, desk: Desk, writer: GradebookWriter
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=60)
    headers = {
        "Cookie": f"autograder-marking-{desk.port}={desk.cookie}", "Origin": desk.origin,
        "X-Autograder-Key": desk.header,
    }  # fmt: skip
    body = json.dumps(a_mark(desk)).replace('"points": 1.0', f'"points": {number}')
    connection.request("POST", "/api/mark", body, headers)
    assert connection.getresponse().status == 400
    assert standing(writer, "ada") == (None, True, None)


def test_a_mark_is_in_the_gradebook_with_the_ticked_lines_in_the_comment(
    desk: Desk, writer: GradebookWriter
) -> None:
    scheme = Scheme(0, (Line("positive, adds up to 1", 1.0), Line("a slip", -0.5)))
    save_scheme(writer.course, NAME, QUESTION, scheme)
    given = a_mark(desk, points=0.5, ticked=["a slip", "positive, adds up to 1", "x"], words="Why?")
    assert ask(desk, "POST", "/api/mark", given) == {"marked": [given["id"]]}
    comment = "- positive, adds up to 1 (+1)\n- a slip (−0.5)\n\nWhy?"
    assert standing(writer, "ada") == (0.5, False, comment)
    state = ask(desk, "GET", "/api/state")
    (one,) = [one for one in state["answers"] if one["id"] == given["id"]]
    assert (one["points"], one["ticked"], one["words"], one["waits"]) == (
        0.5, ["positive, adds up to 1", "a slip"], "Why?", False,
    )  # fmt: skip
    taken = a_mark(desk, points=None)
    ask(desk, "POST", "/api/mark", taken)
    assert standing(writer, "ada") == (None, True, None)
    (writer.course.root / "marking" / f"{NAME}.toml").unlink()


def test_a_mark_that_was_changed_elsewhere_is_not_overwritten(
    desk: Desk, writer: GradebookWriter
) -> None:
    looked_at = a_mark(desk, points=2.0)
    mark(writer, "ada", 1.0, "from formgrader")
    said = ask(desk, "POST", "/api/mark", looked_at, 409)
    assert said["changed"]
    assert standing(writer, "ada") == (1.0, False, "from formgrader")
    ask(desk, "POST", "/api/mark", a_mark(desk, points=None))
    assert standing(writer, "ada") == (None, True, None)


def test_lines_that_were_changed_elsewhere_are_not_overwritten(
    desk: Desk, writer: GradebookWriter
) -> None:
    before = ask(desk, "GET", "/api/state")["scheme"]["version"]
    change = {
        "question": QUESTION, "version": before, "start": 2, "comments": ["Good."],
        "lines": [{"text": "a slip", "points": -0.5}],
    }  # fmt: skip
    done = ask(desk, "POST", "/api/lines", change)
    assert done["lines"] == [{"text": "a slip", "points": -0.5}]
    assert load_schemes(writer.course, NAME) == {
        QUESTION: Scheme(2.0, (Line("a slip", -0.5),), ("Good.",))
    }
    assert ask(desk, "POST", "/api/lines", change, 409)["changed"]
    said = ask(desk, "POST", "/api/mark", a_mark(desk, scheme=before), 400)["error"]
    assert said.startswith("the lines were changed meanwhile")
    assert standing(writer, "ada") == (None, True, None)
    for wrong in ({"text": "x"}, {"text": 1, "points": 1}, {"text": "x", "points": True}):
        bad = {**change, "version": done["version"], "lines": [wrong]}
        assert "expected a text and points" in ask(desk, "POST", "/api/lines", bad, 400)["error"]
    (writer.course.root / "marking" / f"{NAME}.toml").unlink()


def test_a_wrong_file_of_lines_is_named(desk: Desk, writer: GradebookWriter) -> None:
    path = writer.course.root / "marking" / f"{NAME}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"[{QUESTION}]\nstart = 'x'\n")
    said = ask(desk, "GET", "/api/state", status=400)["error"]
    assert f"{NAME}.toml: {QUESTION}.start: expected a number" in said
    path.unlink()


def test_the_command_says_where_the_page_is_and_ends_by_ctrl_c(writer: GradebookWriter) -> None:
    command = [sys.executable, "-m", "autograder.doors.cli", "mark", NAME, "--no-browser"]
    running = subprocess.Popen(
        command, cwd=writer.course.root, stdout=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        assert running.stdout is not None
        said = running.stdout.readline()
        (port, key) = re.findall(r"http://127\.0\.0\.1:(\d+)/start\?key=(\S+)", said)[0]
        connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=60)
        connection.request("GET", f"/start?key={key}")
        assert connection.getresponse().status == 302
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0
    finally:
        running.kill()


def test_a_port_that_is_taken_is_named(
    desk: Desk, writer: GradebookWriter, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "mark",
        NAME,
        "--course",
        str(writer.course.root),
        "--no-browser",
        "--port",
        str(desk.port),
    ]
    assert main(words) == 2
    assert f"port {desk.port} of 127.0.0.1 cannot be used" in capsys.readouterr().err


def test_an_assignment_that_is_not_graded_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course, _ = prepared(tmp_path / "course")
    assert main(["mark", "mnist_adam", "--course", str(course.root), "--no-browser"]) == 2
    assert "Run `autograder grade mnist_adam` first." in capsys.readouterr().err
    assert main(["mark", "other", "--course", str(course.root), "--no-browser"]) == 2
    assert "has no assignment called 'other'" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        parser().parse_args(["mark", NAME, "--port", "70000"])
