"""Finding a student's line in a platform's table, and writing tables that do no harm.

Source: RFC 4180 for the format; OWASP's page on CSV injection for what spreadsheets run.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from autograder.course.directory import CourseError
from autograder.course.tables import FORMULA, read_table
from autograder.platforms.grades import Total


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


def match_lines(
    lines: Sequence[dict[str, str]], columns: Sequence[str], every: Sequence[Total], path: Path
) -> tuple[dict[int, Total], list[str]]:
    """Find each student's line by an id; return totals by line, and ids without a line.

    Raises:
        CourseError: The table has none of the columns, or an id leads to several lines.
    """
    present = [name for name in columns if name in lines[0]]
    if not present:
        raise CourseError(
            f"{path} has none of the columns {', '.join(columns)}. Export it anew from the platform."
        )
    found: dict[int, Total] = {}
    missing = []
    for total in every:
        wanted = {one.casefold() for one in (total.student, total.email) if one}
        for name in present:
            hits = [
                number for number, line in enumerate(lines)
                if line[name].strip().casefold() in wanted
                or line[name].partition("@")[0].strip().casefold() == total.student.casefold()
            ]  # fmt: skip
            if len(hits) > 1:
                raise CourseError(
                    f"{path} has {len(hits)} lines for {total.student} in the column {name}."
                )
            if hits and hits[0] not in found:
                found[hits[0]] = total
                break
        else:
            missing.append(total.student)
    return found, missing


def demand_same_points(most: str, total: Total, platform: str) -> None:
    """Check that a platform counts to the same number of points, where it says to which.

    Raises:
        CourseError: It counts to another, so that every grade would be wrong by the same share.
    """
    try:
        points = float(most)
    except ValueError:
        return
    if points != total.max_score:
        raise CourseError(
            f"the assignment has {total.max_score:g} points, and {points:g} in {platform}. Set it to "
            f"{total.max_score:g} there, and export the table anew."
        )


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Return rows as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
