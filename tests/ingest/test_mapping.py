"""What a person settles is obeyed, kept, and refused where it does not fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from insight import ingest
from insight.errors import UsageError

Write = Callable[..., Path]

FILE = "ref,place,said\n" + "".join(
    f"{i},Ward {i % 2},The lights on road {i} are out\n" for i in range(8)
)
TOML = """
[columns]
"place" = "group"
"said" = "open"
[dates]
order = "day"
[options]
"place" = ["Ward 0", "Ward 1, north"]
[rows]
consent = "required"
"""


def test_toml_is_read_and_written_back(file: Write) -> None:
    mapping = ingest.load_mapping(file("m.toml", TOML))
    assert mapping.columns == (("place", "group"), ("said", "open"))
    again = ingest.load_mapping(file("again.toml", ingest.as_toml(mapping)))
    assert (again.columns, again.dates, again.options, again.consent) == (
        mapping.columns,
        mapping.dates,
        mapping.options,
        mapping.consent,
    )


def test_odd_names_survive_toml(file: Write) -> None:
    name = 'What "exactly" – \\ tab\t and\nline?'
    mapping = ingest.mapping_from({"columns": {name: "open"}})
    assert ingest.load_mapping(file("m.toml", ingest.as_toml(mapping))).columns == ((name, "open"),)


def test_roles_settled_are_obeyed(file: Write) -> None:
    path = file("a.csv", FILE)
    mapping = ingest.mapping_from({"columns": {"said": "ignore", "place": "open"}})
    source = ingest.look(path, mapping).source
    assert [c.role for c in source.columns] == ["id", "open", "ignore"]
    assert source.columns[2].reason == "settled by the mapping"


def test_the_accepted_columns_are_kept_and_known_again(file: Write) -> None:
    first = ingest.look(file("a.csv", FILE)).source
    other_order = "\n".join(",".join(reversed(x.split(","))) for x in FILE.splitlines())
    assert ingest.source_of(file("a.csv", FILE)) == ingest.source_of(file("b.csv", other_order))
    kept = ingest.with_columns(None, first.columns)
    assert dict(kept.columns) == {c.name: c.role for c in first.columns}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"columns": {"nope": "open"}}, "has no column 'nope'. Columns: ref, place, said"),
        ({"options": {"nope": ["a"]}}, "has no column 'nope'"),
        ({"columns": {"said": "opne"}}, "column 'said' cannot be 'opne'. Roles: open, closed"),
        ({"colums": {}}, r"no section is called \[colums\]. Sections: columns"),
        ({"dates": {"order": "year"}}, "dates order must be 'day' or 'month'"),
        ({"dates": {"ordr": "day"}}, r"\[dates\] has no 'ordr'"),
        ({"rows": {"incomplete": "drop"}}, "incomplete must be 'keep' or 'leave out'"),
        ({"options": {"said": "a, b"}}, "must be a list of texts"),
        ({"file": {"header_rows": -1}}, "header_rows must be a whole number"),
        ({"file": {"delimiter": ";;"}}, "delimiter must be one character"),
        ({"columns": 3}, "must be a section"),
        ({"file": {"encoding": "utf-9"}}, "no encoding is called 'utf-9'"),
        ({"file": {"encoding": "ascii"}}, "does not fit ascii"),
    ],
)
def test_what_does_not_fit_is_refused(file: Write, values: dict[str, Any], words: str) -> None:
    path = file("a.csv", FILE.replace("out\n", "out – still\n"))
    with pytest.raises(UsageError, match=words):
        ingest.look(path, ingest.mapping_from(values))


def test_a_mapping_that_cannot_be_read(file: Write, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such mapping file"):
        ingest.load_mapping(tmp_path / "none.toml")
    with pytest.raises(UsageError, match="cannot be read as a mapping"):
        ingest.load_mapping(file("m.toml", "[columns\n"))


def test_encoding_delimiter_and_header_can_be_forced(file: Write) -> None:
    path = file("a.csv", FILE.replace(",", "~"), "cp1252")
    mapping = ingest.mapping_from({"file": {"delimiter": "~", "encoding": "cp1252"}})
    assert ingest.look(path, mapping).source.delimiter == "~"
    headless = ingest.mapping_from({"file": {"header_rows": 0}})
    body = file("b.csv", FILE.split("\n", 1)[1])
    source = ingest.look(body, headless).source
    assert (source.columns[2].name, source.rows) == ("column 3", 8)
