"""Tables come in with any encoding and separator, and go back unchanged but for chosen cells."""

from __future__ import annotations

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.directory import CourseError
from autograder.course.tables import (
    MAX_BYTES,
    SEPARATORS,
    number_of,
    number_text,
    read_table,
    tidy,
    writes_commas,
    written,
)

TEXT = 'Name;E-Mail;Größe\r\n"Weiß, Jörg";j@example.org;1,5\r\nÅsa Öberg;å@example.org;2,0\r\n'


def read(folder: Path, content: bytes, encoding: str | None = None):  # type: ignore[no-untyped-def]
    path = folder / "table.csv"
    path.write_bytes(content)
    return read_table(path, encoding)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("cp1252"), "cp1252"),
    ],
    ids=["utf-8", "with a mark", "utf-16", "utf-16 without a mark", "the other order", "cp1252"],
)
def test_an_encoding_is_told_and_kept(tmp_path: Path, content: bytes, encoding: str) -> None:
    table = read(tmp_path, content)
    assert table.encoding == encoding
    assert table.columns == ("Name", "E-Mail", "Größe")
    assert table.values(0) == ["Weiß, Jörg", "Åsa Öberg"]
    assert table.to_bytes() == content


def test_another_script_is_told_from_its_letters_and_can_be_named(tmp_path: Path) -> None:
    text = "имя;адрес\nИван Петров;i@example.org\nАнна Смирнова;a@example.org\n"
    assert read(tmp_path, text.encode("cp1251")).values(0) == ["Иван Петров", "Анна Смирнова"]
    for name, there in (
        ("cp1250", ["Łukasz Żak", "Grażyna Ćwik", "Żaneta Żądło"]),
        ("cp1253", ["Γιώργος Παπαδόπουλος", "Μαρία Νικολάου"]),
    ):
        lines = "".join(f'"{one}";x@example.org\n' for one in there)
        assert read(tmp_path, f"name;e\n{lines}".encode(name)).values(0) == there
    czech = "jméno;adresa\nJiří Dvořák;j@example.org\n"
    assert read(tmp_path, czech.encode("cp1250"), "cp1250").values(0) == ["Jiří Dvořák"]


@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_separator_is_told_from_the_lines(tmp_path: Path, separator: str) -> None:
    text = f'Name{separator}ID\n"Lovelace, Ada; King | x"{separator}1\n'
    table = read(tmp_path, text.encode())
    assert table.values(0) == ["Lovelace, Ada; King | x"]
    assert table.values(1) == ["1"]


@pytest.mark.parametrize("separator", ["\t", ";", "|"])
def test_a_comma_in_each_line_is_no_separator(tmp_path: Path, separator: str) -> None:
    text = f"Name, Vorname{separator}E-Mail\nLovelace, Ada{separator}ada@example.org\n"
    assert read(tmp_path, text.encode()).columns == ("Name, Vorname", "E-Mail")


def test_a_line_that_says_the_separator_stays(tmp_path: Path) -> None:
    content = b"sep=;\r\nName;Grade\r\nAda;1,5\r\n"
    table = read(tmp_path, content)
    assert table.columns == ("Name", "Grade")
    assert table.place(0) == "table.csv, line 3"
    assert table.with_cells({(0, 1): "20"}).to_bytes() == b"sep=;\r\nName;Grade\r\nAda;20\r\n"


def test_only_the_cells_that_are_named_change(tmp_path: Path) -> None:
    content = b'ID,"Name",Comment,Grade\r\n1,"Ada ""A""",- fine; see,\r\n2, Bob ,="x",""\r\n\r\n'
    table = read(tmp_path, content)
    changed = table.with_cells({(0, 3): "21.5", (1, 3): 'a "b", c'}).to_bytes()
    assert changed == (
        b'ID,"Name",Comment,Grade\r\n1,"Ada ""A""",- fine; see,21.5\r\n'
        b'2, Bob ,="x","a ""b"", c"\r\n\r\n'
    )
    assert table.with_column("New", ["1", "2"]).to_bytes().splitlines()[0].endswith(b"Grade,New")


def test_a_file_that_quotes_everything_gets_quotes(tmp_path: Path) -> None:
    table = read(tmp_path, b'"Username","Grade"\n"ada",""\n')
    assert table.with_cells({(0, 1): "5"}).to_bytes() == b'"Username","Grade"\n"ada","5"\n'
    assert table.with_column("More", ["1"]).to_bytes().endswith(b'"ada","","1"\n')


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "an empty table"), (b"PK\x03\x04xx", "an Excel workbook"), (b"a,b\0\n1,2\n", "no text"),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook"), (b"\xff\xfea", "cannot be read in utf-16-le"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_a_clear_error(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(CourseError, match=said):
        read(tmp_path, content)


def test_a_text_that_the_encoding_lacks_is_a_clear_error(tmp_path: Path) -> None:
    table = read(tmp_path, "Größe;Note\n1;2\n".encode("cp1252"))
    with pytest.raises(CourseError, match="has no '太'"):
        table.with_cells({(0, 1): "太"}).to_bytes()


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\x85\u2028\u2029"), max_size=8)


@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5),
    separator=st.sampled_from(SEPARATORS),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_any_table_is_read_as_python_reads_it_and_goes_back_unchanged(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], separator: str, end: str
) -> None:
    written_by_python = io.StringIO()
    csv.writer(written_by_python, delimiter=separator, lineterminator=end).writerows(rows)
    text = f"sep={separator}{end}{written_by_python.getvalue()}"
    table = read(tmp_path_factory.mktemp("any"), text.encode())
    found = [[cell.text for cell in line.cells] for line in (table.header, *table.rows)]
    if found != [[""]]:
        expected = csv.reader(
            io.StringIO(written_by_python.getvalue(), newline=""), delimiter=separator
        )
        assert [row for row in found if row != [""]] == [row for row in expected if row]
    assert table.to_bytes() == text.encode()


@pytest.mark.parametrize("text", ["<p>a, b</p>\n", 'a""', '""'])
def test_a_long_text_in_quotes_takes_no_more_than_a_few_times_its_length(
    tmp_path: Path, text: str
) -> None:
    """What a student types stands in a cell of a worksheet; it took 120 times its length."""
    content = f'id,text,x\n1,"{text * (2**20 // len(text))}",y\n2,"a ""b"" ",z\n'.encode()
    tracemalloc.start()
    try:
        table = read(tmp_path, content)
        assert tracemalloc.get_traced_memory()[1] < MAX_BYTES + 12 * len(content)
    finally:
        tracemalloc.stop()
    assert table.values(2) == ["y", "z"] and table.values(1)[1] == 'a "b"'
    assert table.to_bytes() == content


def test_our_own_tables_are_read_back(tmp_path: Path) -> None:
    text = written(("id", "name"), [("1", 'A "B", C'), ("2", " x")])
    assert read(tmp_path, text.encode()).rows[0].text(1) == 'A "B", C'


@pytest.mark.parametrize(
    ("text", "number"),
    [("100,00", 100), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1 234", 1234), ("1.000.000", 1e6),
     ("30 %", 30), ("EX", None), ("N/A", None), ("", None), ("-", None), ("-1,5", -1.5)],
)  # fmt: skip
def test_numbers_are_read_as_any_language_writes_them(text: str, number: float | None) -> None:
    assert number_of(text) == number
    assert number_of("1" + ".1" * 1000) is None


def test_numbers_are_written_as_the_others_are() -> None:
    assert writes_commas(["", "1,5", "2,25"])
    assert not writes_commas(["", "1,5", "2.25"])
    assert not writes_commas(["3", "EX"])
    assert [number_text(21.5, commas=True), number_text(22.0), number_text(1 / 3)] == [
        "21,5", "22", "0.333333",
    ]  # fmt: skip


def test_a_cell_is_tidied_as_people_mean_it() -> None:
    assert tidy('="=SUM(1)"') == "=SUM(1)"
    assert tidy(" Zoe\u0308  B ") == "Zo\u00eb B"
