"""Examples of student code: what is typical comes first, and nothing in them says whose they are."""

from __future__ import annotations

import json
import re
import time

import pytest

from autograder.course import code_pieces, excerpts
from autograder.course.code_pieces import Request, function_in, read_functions
from autograder.course.excerpts import Example, Known, examples_in, words_of_people
from autograder.course.people import Person

KEY = ("normalize_images", "divides_by_256")
PEOPLE = (
    Person(
        "al7", "Ada Lovelace", "Lovelace", "countess.l@example.org", numbers={"canvas_id": "50123"}
    ),
    Person("jm", "José Müller", group="Team Blue"),
)
NOTHING = Known()
DIVIDES = "def normalize_images(images):\n    return images / 256\n"
HELPER = "def normalize_images(data):\n    scaled = data.astype(float)\n    return scaled / 256\n"


def shown(
    *sources: str, known: Known = NOTHING, causes: tuple[str, ...] = ()
) -> tuple[Example, ...]:
    """Return the examples of a class in which each wrote one of some cells."""
    written = {f"s{n}": (f"digest {n}", [source]) for n, source in enumerate(sources)}
    found = examples_in({KEY: causes or tuple(written)}, written, known)
    return found.get(KEY, ())


def text_of(source: str, known: Known = NOTHING) -> str:
    """Return how a function is shown that three students wrote with a text of their own each."""
    (example,) = shown(source, source, source, known=known)
    return example.text


def test_the_most_frequent_form_comes_first_whatever_its_names_are() -> None:
    other = DIVIDES.replace("images", "x").replace("normalize_x", "normalize_images")
    found = shown(HELPER, DIVIDES, other, DIVIDES)
    assert found == (
        Example("def normalize_images(images):\n    return images / 256", 3),
        Example(HELPER.rstrip(), 1),
    )


def test_at_most_three_forms_are_shown_each_once() -> None:
    forms = [f"def normalize_images(images):\n    return images{' / 256' * n}" for n in range(1, 6)]
    found = shown(*forms, *forms)
    assert len(found) == excerpts.MOST_SHOWN == 3
    assert len({one.text for one in found}) == 3


@pytest.mark.parametrize("count", [1, 2])
def test_a_cause_that_few_have_shows_nobody_s_code(count: int) -> None:
    """With one or two, somebody would know whose it is."""
    assert shown(*[DIVIDES] * count) == ()
    assert shown(*[DIVIDES] * 5, causes=("s1", "s2")[:count]) == ()
    assert len(shown(*[DIVIDES] * 3)) == 1


def test_what_a_group_handed_in_counts_once() -> None:
    written = {name: ("the same file", [DIVIDES]) for name in ("ada", "bob", "cyd")}
    assert examples_in({KEY: tuple(written)}, written, Known()) == {}


def test_no_comment_no_docstring_and_no_text_of_one_student_is_shown() -> None:
    lines = (
        "def normalize_images(images):", '    """By {0}."""', "    # {0}",
        "    print('{0}', f'{0} of {{images}}')", "    seed = {1}", "    return images / 256  # {0}",
    )  # fmt: skip
    sources = [
        "\n".join(lines).format(name, number)
        for name, number in (("Ann", 4711001), ("Ben", 4711002), ("Cleo", 4711003))
    ]
    (example,) = shown(*sources)
    assert example.text == (
        "def normalize_images(images):\n    print('…', f'…{images}')\n    seed = …\n"
        "    return images / 256"
    )


def test_a_text_that_three_wrote_or_the_assignment_has_is_shown() -> None:
    source = "def normalize_images(images):\n    return f(images, 'relu', {!r})\n"
    every = [source.format(text) for text in ("Ann", "Ben", "Cleo")]
    assert "'relu', '…'" in shown(*every)[0].text
    given = Known(given=frozenset({"Ann", "Ben", "Cleo"}))
    assert "'…'" not in shown(*every, known=given)[0].text


@pytest.mark.parametrize(
    "text",
    ["by Ada", "LOVELACE", "adalovelace", "al7", "countess.l", "50123", "jose", "José", "Muller",
     "Blue", "x@example.org", "/home/x/y", r"C:\\Users\\x"],
)  # fmt: skip
def test_no_word_of_the_roster_no_address_and_no_path_is_shown_in_a_text(text: str) -> None:
    known = Known(people=words_of_people(PEOPLE, ["zoe99"]))
    source = f"def normalize_images(images):\n    return load('{text}')\n"
    assert text_of(source, known).endswith("return load('…')")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("ada_scaled", "name_scaled"), ("adaModel", "nameModel"), ("x_al7", "x_name"),
     ("zoe99", "name"), ("self.ada_scaled", "self.name_scaled"), ("müller2", "name2"),
     ("adapted", "adapted")],
)  # fmt: skip
def test_no_name_that_a_student_gave_is_a_person_s(name: str, expected: str) -> None:
    known = Known(people=words_of_people(PEOPLE, ["zoe99"]))
    source = f"def normalize_images(images):\n    {name} = 1\n    return {name}\n"
    assert text_of(source, known).endswith(f"{expected} = 1\n    return {expected}")


def test_what_libraries_and_the_assignment_call_something_stays() -> None:
    """Students are called Max and Adam, too."""
    known = Known(frozenset({"epochs"}), words_of_people([], ["max", "adam", "epochs"]))
    source = "def normalize_images(images, epochs):\n    return keras.adam(max(images), epochs)\n"
    assert text_of(source, known) == source.rstrip()


def test_an_example_has_a_few_short_lines() -> None:
    source = "def normalize_images(images):\n" + f"    x = {'a + ' * 25}1\n\n" * 99
    lines = text_of(source).split("\n")
    assert len(lines) == excerpts.MOST_LINES + 1
    assert max(map(len, lines)) == excerpts.MOST_WIDE
    assert re.fullmatch(r"… \d\d more lines", lines[-1])


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["x = 1\ndef f(a):\n    return a\n\nprint(2)"], "def f(a):\n    return a"),
        (["def f(a):\n    return 1", "def f(a):\n    return 2"], "def f(a):\n    return 2"),
        (["def f(\n    a,\n):\n    return a\nf(1)"], "def f(\n    a,\n):\n    return a"),
        (["def f(a):\n# why\n    return a ("], "def f(a):\n# why\n    return a ("),
        (["if 1:\n    def f(a):\n        return a\n    b = 2"], "def f(a):\n    return a"),
        (["f = lambda a: a\nb = 2"], "f = lambda a: a"),
        (["f == 2", "def fg(a):\n    return f(a)"], ""),
    ],
)  # fmt: skip
def test_the_last_definition_of_a_function_is_taken_as_a_whole(
    cells: list[str], expected: str
) -> None:
    assert function_in(cells, "f") == expected


def test_code_with_errors_and_odd_letters_has_an_example_that_is_plain_text() -> None:
    source = "def normalize_images(images:\n    return <b>images\x1b[31m\u202e / 256 €\n"
    text = text_of(source)
    assert "<b>images" in text
    assert not {"\x1b", "\u202e"} & set(text)


def test_who_wrote_no_such_function_has_no_example() -> None:
    assert shown("x = 1", "y = 2", "z = 3") == ()


def test_what_students_wrote_is_read_with_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever nobody gets done with costs no other student's example."""

    def limited(function: str, message: bytes, bounds: object) -> bytes:
        assert function == code_pieces.WORK
        if b"too long" in message:
            raise code_pieces.LimitError("it takes too long")
        return code_pieces.answer(message)

    monkeypatch.setattr(code_pieces, "run_limited", limited)
    (example,) = shown(DIVIDES, DIVIDES, DIVIDES, "too long")
    assert example.students == 3
    assert shown(DIVIDES, DIVIDES, "too long") == ()


@pytest.mark.parametrize(
    "content",
    [b"[]", b"{}", b"[1]", b"[{}, {}]", b'[{"f": 1}]', b'[{"f": ["", [["odd", "x"]]]}]', b"x",
     b'[{"f": ["", [["code", 1]]]}]', b'[{"g": ["", []]}]', b'[{"f": ["", ["code"]]}]'],
)  # fmt: skip
def test_an_answer_that_is_no_function_in_pieces_is_none(content: bytes) -> None:
    with pytest.raises(ValueError):
        code_pieces.from_answer(content, [Request((), ("f",))])


@pytest.mark.parametrize(
    "text", ["def f(a):\n" * 9_000, "def f(" + "(" * 90_000, "def f(a):\n" + " \n" * 90_000,
             "def f(a):\n    '" + "\\" * 90_000, "async " * 30_000, "f =" + " " * 90_000]
)  # fmt: skip
def test_hostile_code_costs_no_time(text: str) -> None:
    start = time.process_time()
    code_pieces.answer(json.dumps([[[text], ["f"]]]).encode())
    assert time.process_time() - start < 3


def test_functions_are_read_in_a_process_of_its_own() -> None:
    """Several students at a time, each with what is theirs."""
    requests = [
        Request((DIVIDES.replace("256", str(n)),), ("normalize_images", "build_model"))
        for n in range(2 * code_pieces.MOST_TOGETHER + 1)
    ]
    found = read_functions(requests)
    assert len(found) == len(requests)
    for number, functions in enumerate(found):
        assert list(functions) == ["normalize_images"]
        text = "".join(one.text for one in functions["normalize_images"].pieces)
        assert text == DIVIDES.rstrip().replace("256", str(number))
