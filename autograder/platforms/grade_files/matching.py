"""Tables that do no harm: values that no spreadsheet takes for formulas.

Source: RFC 4180 for the format; OWASP's page on CSV injection for what spreadsheets run.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from autograder.course.tables import FORMULA


def harmless(value: Any) -> Any:
    """Return a cell's value so that no spreadsheet takes it for a formula; numbers stay as they are."""
    if value is None or isinstance(value, (int, float)):
        return value
    text = str(value).replace("\0", "")
    mark = "'" if text.lstrip(" ").startswith(FORMULA) else ""
    # Where a list's separator is a semicolon, spreadsheets split a cell at it, quotes or not.
    return mark + re.sub(r"[;\t|]", ",", text)


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Return rows as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
