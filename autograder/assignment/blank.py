"""Tells a written answer that is still as it was handed out."""

from __future__ import annotations

# What nbgrader puts in the place of an answer.
PLACEHOLDER = "YOUR ANSWER HERE"


def says_nothing(source: str) -> bool:
    """Whether a text cell says no more than when it was handed out: a heading, and where to write."""
    lines = (line.strip() for line in source.splitlines())
    return all(
        line in ("", PLACEHOLDER) or line.startswith("#") or (line[:2], line[-2:]) == ("**", "**")
        for line in lines
    )
