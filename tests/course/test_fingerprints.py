"""What is left of code: the same for the same work in other words, in linear time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.fingerprints import (
    MOST_CHARACTERS,
    RUN,
    WINDOW,
    Token,
    fingerprints,
    own_names,
    tokens_of,
)

PLAIN = """\
def build(units):
    model = keras.Sequential([keras.layers.Dense(units, activation="relu", name="a")])
    model.compile(loss="mse", metrics=["accuracy"])
    self.net = model
    return model.fit(x, y, epochs=10)
"""
DISGUISED = '''\
%matplotlib inline
def make(
    anzahl,   # how many
):
    """It builds."""
    netz = keras.Sequential([keras.layers.Dense(anzahl, name='zz', activation='tanh',),])
    netz.compile(
        metrics = ['acc'], loss = 'bce',
    ); self.mein = netz
    return (netz.fit(
        bilder, ziffern, epochs=20))
'''


def words(source: str) -> list[str]:
    return [token.word for token in tokens_of(source, own_names([source]))]


def test_names_literals_comments_order_and_formatting_are_set_aside() -> None:
    assert words(PLAIN) == words(DISGUISED)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.relu(b)", "a.tanh(b)"),
        ("f(a, b)", "f(a)(b)"),
        ("f(x=a, y=b[0])", "f(x=a, z=b[0])"),
        ("a + b * c", "a * b + c"),
        ("def f(a, b=1): pass", "def f(b=1, a=1): pass"),
        ("(a, b)", "[a, b]"),
    ],
)
def test_what_the_code_does_is_not(one: str, other: str) -> None:
    assert words(one) != words(other)


def test_what_code_names_itself_can_be_renamed_everywhere() -> None:
    one = "class A:\n    def step(self, rate=1):\n        self.w = rate\nA().step(rate=2).w"
    other = "class B:\n    def move(self, speed=3):\n        self.v = speed\nB().move(speed=4).v"
    assert words(one) == words(other)
    assert "fit" in words("model.fit(x)") and "epochs" in words("f(epochs=3)")


def letters(alphabet: str, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(alphabet), max_size=most)


@given(letters("abcdef", 60), letters("abcdef", 20), letters("xyz", 20), letters("uvw", 20))
def test_what_is_long_enough_is_found_wherever_it_stands(
    shared: list[str], more: list[str], before: list[str], behind: list[str]
) -> None:
    """The guarantee of winnowing: a run of `RUN + WINDOW - 1` tokens has a fingerprint in both."""
    shared += (more * RUN * WINDOW)[: RUN + WINDOW - 1]
    if len(shared) < RUN + WINDOW - 1:
        return
    one = fingerprints([Token(word, 0) for word in [*before, *shared]])
    other = fingerprints([Token(word, 0) for word in [*shared, *behind]])
    assert one.keys() & other.keys()


def test_fingerprints_know_their_lines() -> None:
    source = "\n".join(f"value_{n} = np.mean(data[{n}], axis={n}).sum()" for n in range(5))
    lines = fingerprints(tokens_of(source)).values()
    assert all(0 <= first <= last <= 4 for first, last in lines)
    assert fingerprints(tokens_of("a = 1")) == {}


@pytest.mark.parametrize(
    "source",
    [
        "(" * 200_000, "f(" * 100_000, "a" * 500_000, '"""' * 100_000, "x = 1\n" * 100_000,
        "f(a=1," * 50_000, "{[(" * 60_000 + ")]}" * 60_000, "'" * 100_000, "\\\n" * 100_000,
        "-" * 100_000, "\ud800 = 1\n" * 9, "\0\x1b" * 50_000, "f'{" * 60_000, "0x" * 90_000,
        "%" * 100_000, " " * 200_000 + "x", "@" * 100_000, "lambda: " * 50_000,
    ],
    ids=range(18),
)  # fmt: skip
def test_hostile_code_costs_no_time(source: str) -> None:
    start = time.process_time()
    tokens = tokens_of(source, own_names([source]))
    fingerprints(tokens)
    assert time.process_time() - start < 5
    assert len(tokens) <= MOST_CHARACTERS
