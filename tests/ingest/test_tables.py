"""A table coded in place keeps every row and column, and is written whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from insight import ingest
from insight.errors import InputError, UsageError

Write = Callable[..., Path]

ROWS = [
    ["ref", "text", "text", "", "note"],
    ["001", "The lights are out", "again", "x", ""],
    ["002", "", "", "", "None"],
    ["002", "line one\nline two", '"quoted"', "", "=1+1"],
]


def made(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def test_all_comes_back(tmp_path: Path) -> None:
    source = made(tmp_path / "in.csv", ROWS)
    table = ingest.table(source, "text", "ref")
    assert table.columns == ("ref", "text", "text (2)", "column 4", "note")
    assert table.ids == ("001", "002", "002")
    assert table.texts[2] == "line one\nline two"
    target = tmp_path / "out.csv"
    ingest.write_csv(target, (*table.columns, "new"), [(*row, "1") for row in table.rows])
    with target.open(newline="", encoding="utf-8") as file:
        found = list(csv.reader(file))
    assert [row[:-1] for row in found[1:]] == ROWS[1:]
    assert not list(tmp_path.glob(".out*"))


def test_long_rows_get_columns_and_short_ones_blanks(file: Write) -> None:
    table = ingest.table(file("a.csv", "id,text\n1,a\n2\n3,b,c\n,\n"), "text")
    assert table.columns == ("id", "text", "column 3")
    assert table.rows == (("1", "a", ""), ("2", "", ""), ("3", "b", "c"), ("", "", ""))
    assert table.ids == ("1", "2", "3", "4")


def test_the_mark_is_remembered(file: Write) -> None:
    assert ingest.table(file("a.csv", "id,text\n1,a\n", "utf-8-sig"), "text").bom
    assert not ingest.table(file("b.csv", "id,text\n1,a\n"), "text").bom


def test_wrong_or_unclear_columns_are_named(file: Write) -> None:
    path = file("a.csv", "id,age\n1,3\n2,4\n")
    with pytest.raises(
        UsageError, match=r"no column 'comment'. Columns: id, age. Name one with --text"
    ):
        ingest.table(path, "comment")
    with pytest.raises(UsageError, match=r"no column 'ref'.*--id"):
        ingest.table(path, "age", "ref")
    with pytest.raises(UsageError, match="no column looks like an open question: id, age"):
        ingest.table(path)
    with pytest.raises(InputError, match="has a header but no rows"):
        ingest.table(file("b.csv", "id,text\n"), "text")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        ingest.write_csv(tmp_path / "no" / "out.csv", ("a",), [])


def test_a_failed_writing_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")

    def rows() -> object:
        yield ("1",)
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="No space left"):
        ingest.write_csv(target, ("a",), rows())  # type: ignore[arg-type]
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]
