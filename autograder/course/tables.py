"""Tables of people and grades, as platforms, spreadsheets and people write them.

In: a CSV file in any of the usual encodings, with any of the usual separators. Out: a frozen `Table`
that gives the cells as text, and writes itself back byte for byte but for the cells that are changed.

Source: RFC 4180 for the format; a first line `sep=;` is Excel's.
"""

from __future__ import annotations

import codecs
import dataclasses
import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.course.directory import CourseError
from autograder.sandbox.reading import EvidenceError, read_bytes

MAX_BYTES, MAX_ROWS, MAX_COLUMNS = 50 * 2**20, 200_000, 5_000
# Texts hold commas more often than the others: of two that fit as well, the first here is it.
SEPARATORS = ("\t", ";", "|", ",")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
# What spreadsheets write where they do not write Unicode, for a library to choose from.
OLD_ENCODINGS = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp932", "cp949",
    "big5", "gb18030", "mac_roman",
]  # fmt: skip
# Signs beside letters that names and texts have in cp1252; others show that it is another encoding.
OLD_SIGNS = set("€‚„…‘’“”•–—´`¨°ºª§«»¿¡·\xa0")
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
# How formats that are no text begin, and what they are.
NO_TEXT = (
    (b"PK\x03\x04", "an Excel workbook or a zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF file"),
)
OPENING, QUOTES = re.compile(r'[ ]*"'), re.compile(r'"+')
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Where a cell begins in a spreadsheet that separates at something else than we do, and the marks that
# stand before a formula there.
BEGINS = re.compile(rf"((?:\A|[;\t|\r\n])[ \"]*)('*)(?=[{re.escape(''.join(FORMULA))}])")
# Letters of the longest text that is looked at as a number.
LONGEST_NUMBER = 100
ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")


@dataclasses.dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        raw: Its characters in the file, with quotes if there are any.
        text: What they stand for.
    """

    raw: str
    text: str


@dataclasses.dataclass(frozen=True)
class Line:
    """A line of a table, which may take several lines of its file.

    Attributes:
        cells: Its cells.
        end: The characters that end it; "" at the end of a file without any.
    """

    cells: tuple[Cell, ...]
    end: str

    def text(self, column: int) -> str:
        """Return the text of a cell without blanks around it; "" where the line is too short."""
        return self.cells[column].text.strip() if 0 <= column < len(self.cells) else ""


@dataclasses.dataclass(frozen=True)
class Table:
    """A table, and how its file is written.

    Attributes:
        path: The file it was read from.
        encoding: The encoding of the file.
        mark: The bytes before its text that say which encoding it is, or none.
        preamble: What stands before the header: a line `sep=;`, or nothing.
        separator: What stands between two cells.
        header: The line with the names of the columns.
        rows: All further lines but those without any characters at its end.
        rest: What follows.
    """

    path: Path
    encoding: str
    mark: bytes
    preamble: str
    separator: str
    header: Line
    rows: tuple[Line, ...]
    rest: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, without blanks around them."""
        return tuple(cell.text.strip() for cell in self.header.cells)

    def column(self, *names: str) -> int | None:
        """Return the place of the first of these columns that there is, in any case of letters."""
        known = [folded(name) for name in self.columns]
        places = (known.index(folded(name)) for name in names if folded(name) in known)
        return next(places, None)

    def values(self, column: int) -> list[str]:
        """Return the texts of a column, a line each."""
        return [row.text(column) for row in self.rows]

    def place(self, row: int) -> str:
        """Return the name of a line for messages, counted as a spreadsheet counts it."""
        return f"{self.path.name}, line {row + 2 + bool(self.preamble)}"

    def with_cells(self, changes: Mapping[tuple[int, int], str]) -> Table:
        """Return the table with other texts in some cells, by line and column from 0.

        A line that is too short for a column gets empty cells before it.
        """
        rows = list(self.rows)
        by_row: dict[int, dict[int, str]] = {}
        for (row, column), text in changes.items():
            by_row.setdefault(row, {})[column] = text
        for row, new in by_row.items():
            rows[row] = self._changed(rows[row], new)
        return dataclasses.replace(self, rows=tuple(rows))

    def with_column(self, name: str, values: Sequence[str]) -> Table:
        """Return the table with one more column at its end."""
        place = len(self.columns)
        header = self._changed(self.header, {place: name})
        table = dataclasses.replace(self, header=header)
        return table.with_cells({(row, place): text for row, text in enumerate(values)})

    def _changed(self, line: Line, new: Mapping[int, str]) -> Line:
        cells = list(line.cells)
        cells += [Cell("", "")] * (max(new) + 1 - len(cells))
        # Who writes quotes around every cell writes them around a new one, too.
        filled = [cell.raw for cell in line.cells if cell.raw]
        always = bool(filled) and all(raw.startswith('"') for raw in filled)
        for place, text in new.items():
            quoted = always if not cells[place].raw else cells[place].raw.startswith('"')
            cells[place] = Cell(_raw(text, self.separator, quoted and bool(text)), text)
        return dataclasses.replace(line, cells=tuple(cells))

    def to_bytes(self) -> bytes:
        """Return the file.

        Raises:
            CourseError: A text that was put in has letters which its encoding lacks.
        """
        lines = "".join(
            self.separator.join(cell.raw for cell in line.cells) + line.end
            for line in (self.header, *self.rows)
        )
        try:
            return self.mark + f"{self.preamble}{lines}{self.rest}".encode(self.encoding)
        except UnicodeEncodeError as error:
            raise CourseError(
                f"{self.path} is written in {self.encoding}, which has no "
                f"{error.object[error.start]!r}. Save it as CSV in UTF-8, and run the command again."
            ) from error


def read_table(path: Path, encoding: str | None = None) -> Table:
    """Read a table.

    Args:
        path: The file.
        encoding: How it is encoded; the file shows it if None.

    Raises:
        CourseError: It is no table, or not in this encoding.
    """
    try:
        content = read_bytes(path.resolve(), MAX_BYTES)
    except EvidenceError as error:
        raise CourseError(f"{path} cannot be read as a table: {error}.") from error
    for start, what in NO_TEXT:
        if content.startswith(start):
            raise CourseError(f"{path} is {what}, no table as text. Save or export it as CSV.")
    mark, encoding = _encoding_of(content, path, encoding)
    try:
        text = content[len(mark) :].decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise CourseError(
            f"{path} cannot be read in {encoding}: {error}. Save it as CSV in UTF-8."
        ) from error
    if not text.strip():
        raise CourseError(f"{path} is an empty table.")
    if "\0" in text:
        raise CourseError(f"{path} holds bytes that are no text. Export it anew as CSV.")
    return _parsed(text, path, encoding, mark)


def _parsed(text: str, path: Path, encoding: str, mark: bytes) -> Table:
    said = SEPARATOR_LINE.match(text)
    preamble = said[0] if said else ""
    body = text[len(preamble) :]
    separator = said[1] if said else _separator_of(body)
    lines = list(itertools.islice(_lines(body, separator), MAX_ROWS + 2))
    if len(lines) > MAX_ROWS + 1 or any(len(line.cells) > MAX_COLUMNS for line in lines):
        raise CourseError(f"{path} has more than {MAX_ROWS} lines or {MAX_COLUMNS} columns.")
    if not lines:
        raise CourseError(f"{path} is an empty table.")
    rest = ""
    while (
        len(lines) > 1
        and not any(cell.raw for cell in lines[-1].cells)
        and len(lines[-1].cells) < 2
    ):
        rest = lines.pop().end + rest
    header, *rows = lines
    return Table(path, encoding, mark, preamble, separator, header, tuple(rows), rest)


def _encoding_of(content: bytes, path: Path, wanted: str | None) -> tuple[bytes, str]:
    """Return the mark of a file, and its encoding."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return mark, encoding
    if wanted is not None:
        return b"", wanted
    # Every second byte of text of western languages is null in UTF-16.
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = content[start:2000:2]
        if len(content) % 2 == 0 and half and half.count(0) > len(half) / 2:
            return b"", encoding
    try:
        content.decode("utf-8")
        return b"", "utf-8"
    except UnicodeDecodeError:
        return b"", _old_encoding(content, path)


def _old_encoding(content: bytes, path: Path) -> str:
    """Return the encoding of a text that is no Unicode: cp1252 if it reads well in it."""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    strange = {letter for letter in text if not letter.isascii()}
    # Where whole words are beyond ASCII, they are of another script.
    if strange and not re.search(r"[^\x00-\x7f]{3}", text) and all(
        letter in OLD_SIGNS or "LATIN" in unicodedata.name(letter, "") for letter in strange
    ):  # fmt: skip
        return "cp1252"
    from charset_normalizer import from_bytes

    # Money and marks in the middle of words show that it is another encoding.
    likely = [name for name in OLD_ENCODINGS if _reads_well(content, name)]
    found = from_bytes(content, cp_isolation=likely or OLD_ENCODINGS).best()
    if found is None:
        raise CourseError(
            f"{path} is text in an encoding that cannot be told. Save it as CSV in UTF-8."
        )
    return found.encoding


def _reads_well(content: bytes, encoding: str) -> bool:
    """Whether a text is of letters alone in an encoding, beside the signs that texts have."""
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return all(
        letter.isascii()
        or letter in OLD_SIGNS
        or unicodedata.category(letter)[0] in "LM"
        # Signs of the width of a letter, as Chinese and Japanese have them.
        or "\u3000" <= letter <= "\u303f"
        or "\uff00" <= letter <= "\uffef"
        for letter in text
    )


def _separator_of(text: str) -> str:
    """Return the separator with which most lines have as many cells as the first, and that many."""

    def fit(separator: str) -> tuple[float, int]:
        lines = list(itertools.islice(_lines(text, separator), 200))
        counts = [len(line.cells) for line in lines if any(cell.raw for cell in line.cells)]
        if not counts or counts[0] < 2:
            return 0.0, 0
        return sum(count == counts[0] for count in counts) / len(counts), counts[0]

    return max(SEPARATORS, key=fit)


def _lines(text: str, separator: str) -> Iterator[Line]:
    """Yield the lines of a table, with the characters of each cell."""
    plain = re.compile(rf"[^{re.escape(separator)}\r\n]*")
    after = re.compile(rf"[ ]*(?={re.escape(separator)}|\r|\n|\Z)")
    place, cells = 0, []
    while place < len(text):
        quote = _closing(text, place)
        match = after.match(text, quote) if quote is not None else None
        match = match or plain.match(text, place)
        assert match is not None
        raw = text[place : match.end()]
        cells.append(Cell(raw, _text(raw)))
        place = match.end()
        if text.startswith(separator, place) and separator:
            place += len(separator)
            if place < len(text):
                continue
            cells.append(Cell("", ""))
        end = "\r\n" if text.startswith("\r\n", place) else text[place : place + 1]
        place += len(end)
        yield Line(tuple(cells), end)
        cells = []


def _closing(text: str, place: int) -> int | None:
    """Return the place behind the quote that ends a cell in quotes; None where no such cell begins.

    Texts of megabytes may stand in quotes: a pattern for a letter or two quotes, repeated, would keep
    something of each.
    """
    opening = OPENING.match(text, place)
    if opening is None:
        return None
    # Two quotes are one of the text, so that the first odd number of them ends it.
    runs = QUOTES.finditer(text, opening.end())
    return next((run.end() for run in runs if (run.end() - run.start()) % 2), None)


def _text(raw: str) -> str:
    inner = raw.strip(" ")
    if len(inner) >= 2 and inner[0] == inner[-1] == '"':
        return inner[1:-1].replace('""', '"')
    return raw


def _raw(text: str, separator: str, quoted: bool) -> str:
    if quoted or re.search(rf'[{re.escape(separator)}"\r\n]', text) or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text


def written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of our own as text: commas, quotes where they are needed."""
    return "".join(
        ",".join(_raw(text, ",", False) for text in row) + "\n" for row in (columns, *rows)
    )


def harmless(value: Any) -> Any:
    """Return a cell's value so that no spreadsheet takes it for a formula; numbers stay as they are.

    Source: OWASP's page on CSV injection for what spreadsheets run.
    """
    if value is None or isinstance(value, (int, float)):
        return value
    text = str(value).replace("\0", "")
    mark = "'" if text.lstrip(" ").startswith(FORMULA) else ""
    # Where a list's separator is a semicolon, spreadsheets split a cell at it, quotes or not.
    return mark + re.sub(r"[\r\n]+", " ", re.sub(r"[;\t|]", ",", text))


def marked(text: str) -> str:
    """Return a text so that no spreadsheet takes it for a formula, and `unmarked` has it back."""
    return BEGINS.sub(r"\1'\2", text)


def unmarked(text: str) -> str:
    """Return a text without the marks of `marked`."""
    return BEGINS.sub(lambda found: found[1] + found[2][1:], text)


def tidy(text: str) -> str:
    """Return the text of a cell as people mean it: NFC, single blanks, without Excel's `="…"`."""
    formula = re.fullmatch(r'\s*="(.*)"\s*', text, re.DOTALL)
    text = formula[1].replace('""', '"') if formula else text
    return " ".join(unicodedata.normalize("NFC", text.replace("\0", "")).split())


@functools.lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Return a text as it is compared where case, composition and blanks are of no account."""
    return unicodedata.normalize("NFC", tidy(text).casefold())


def is_address(text: str) -> bool:
    """Whether a text is an e-mail address, by its form."""
    return bool(ADDRESS.fullmatch(text.strip()))


def number_of(text: str) -> float | None:
    """Return a number as any language writes it, such as `30,5` or `1 234.50`; None if it is none.

    Where there is one comma or point it is that of a decimal.
    """
    if len(text) > LONGEST_NUMBER:
        return None
    digits = re.sub(r"[\s'’\u00a0\u202f]", "", text).removesuffix("%")
    if not re.fullmatch(r"[+-]?(\d+([.,]\d+)*|[.,]\d+)[.,]?", digits):
        return None
    marks = re.findall(r"[.,]", digits)
    if len(marks) > 1 and len(set(marks)) == 1:
        digits = digits.replace(marks[0], "")
    elif marks:
        digits = digits.replace({".": ",", ",": "."}[marks[-1]], "").replace(",", ".")
    return float(digits)


def writes_commas(texts: Iterable[str]) -> bool:
    """Whether the numbers among texts are written with decimal commas."""
    numbers = [text.strip() for text in texts if number_of(text) is not None]
    return any(re.search(r",\d*$", text) for text in numbers) and not any(
        re.search(r"\.\d*$", text) for text in numbers
    )


def number_text(value: float, commas: bool = False) -> str:
    """Return a number as a table takes it, with as many decimals as it has."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text.replace(".", ",") if commas else text
