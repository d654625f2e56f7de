"""Reading tables line by line, and writing tables that do no harm.

Source: RFC 4180 for the format; OWASP's page on CSV injection for what spreadsheets run.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograder.course.directory import CourseError
from autograder.course.tables import FORMULA, read_table


def harmless(value: Any) -> Any:
    """Return a cell's value so that no spreadsheet takes it for a formula; numbers stay as they are."""
    if value is None or isinstance(value, (int, float)):
        return value
    text = str(value).replace("\0", "")
    mark = "'" if text.lstrip(" ").startswith(FORMULA) else ""
    # Where a list's separator is a semicolon, spreadsheets split a cell at it, quotes or not.
    return mark + re.sub(r"[;\t|]", ",", text)


def read_lines(path: Path) -> list[dict[str, str]]:
    """Read a table that a platform has exported; return its lines by column.

    Raises:
        CourseError: It is no table, or an empty one.
    """
    table = read_table(path)
    if not table.rows:
        raise CourseError(f"{path} is an empty table.")
    return [
        {name: row.text(place) for place, name in enumerate(table.columns)} for row in table.rows
    ]


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Return rows as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
