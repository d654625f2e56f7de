"""What the documentation names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.cli import parser

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_of_the_kit_exist(page: Path) -> None:
    """Is every `autograder …` and `make …` command that a page shows a command there is?"""
    text = page.read_text(encoding="utf-8")
    shown = "\n".join(re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL))
    shown += "\n" + "\n".join(re.findall(r"`([^`\n]+)`", text))
    help_text = parser().format_help()
    for command in re.findall(r"(?:^|\s)(?<!from )autograder ([a-z]+)\b", shown, re.MULTILINE):
        assert re.search(rf"^ +{command}\b", help_text, re.MULTILINE), command
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for target in re.findall(r"^make ([a-z-]+)", shown, re.MULTILINE):
        assert target in targets, target


def test_every_command_has_help() -> None:
    """Can each command say what it does?"""
    for name in (
        "check",
        "grade",
        "regrade",
        "report",
        "export",
        "package",
        "collect",
        "store",
        "init",
        "verify",
        "doctor",
        "demo",
        "bundle",
    ):
        with pytest.raises(SystemExit) as stopped:
            parser().parse_args([name, "--help"])
        assert stopped.value.code == 0
