"""Files made to harm end in a refusal; `killers.py` measures how soon, and the memory."""

# ruff: noqa: E501

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from insight import ingest
from insight.errors import InputError
from insight.ingest import cage
from insight.ingest.caged import number
from tests.ingest.killers import KILLERS, OFFICE, PACKAGE, SHEET, book

Write = Callable[..., Path]


@pytest.mark.parametrize("name", KILLERS)
def test_killers_are_refused(file: Write, name: str) -> None:
    make, words = KILLERS[name]
    path = file(name, make())
    with pytest.raises(InputError) as caught:
        ingest.read(path, "w")
    assert words in str(caught.value)
    assert str(caught.value).startswith(name)
    assert "\n" not in str(caught.value)


def test_the_harmless_workbook_is_read(file: Write) -> None:
    wave, _ = ingest.read(file("a.xlsx", book()), "w")
    assert [r.text for r in wave.records] == ["the park is dark at night"]


def test_a_link_in_a_cell_is_no_link_to_a_file(file: Write) -> None:
    relations = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/hyperlink" '
        'Target="http://example.com/" TargetMode="External"/></Relationships>'
    )
    path = file("a.xlsx", book(**{"xl/worksheets/_rels/sheet1.xml.rels": relations}))
    assert ingest.look(path).accepted == 1


def test_a_parser_that_dies_or_dawdles_is_a_refusal(
    file: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = file("a.xlsx", book())
    for program, words in (
        ("import os; os.abort()", "cannot be opened within"),
        ("import time; time.sleep(60)", "took over 1 second"),
        ("print('not json')", "cannot be opened within"),
    ):
        script = tmp_path / "parser.py"
        script.write_text(program)
        monkeypatch.setattr(cage, "PROGRAM", script)
        monkeypatch.setattr(cage, "SECONDS", 1)
        with pytest.raises(InputError, match=words):
            list(cage.parse("workbook", path))


def test_memory_is_bounded(file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cage, "MEMORY", 120_000_000)
    cells = "".join(
        f'<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>{os.urandom(2500).hex() * 4}</t></is></c></row>'
        for r in range(2, 3000)
    )
    path = file("a.xlsx", book(SHEET.replace("</sheetData>", f"{cells}</sheetData>")))
    with pytest.raises(InputError, match="MB"):
        list(cage.parse("workbook", path))


@pytest.mark.parametrize(
    ("value", "pattern", "expected"),
    [
        (7, "000", "007"),
        (7.0, "General", "7"),
        (7.0, "", "7"),
        (0.25, "0%", "25%"),
        (0.125, "0.0%", "12.5%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234.5, '"£"#,##0.00', "£1,234.50"),
        (1234.5, "[$£-809]#,##0.00", "£1,234.50"),
        (-3.0, "0", "-3"),
        (-3.0, "0;(0)", "(3)"),
        (0.1 + 0.2, "General", "0.3"),
        (2.5, "0.##", "2.5"),
        (118234567890.0, "General", "118234567890"),
        (float("inf"), "General", "inf"),
        (1e300, "General", "1e+300"),
    ],
)
def test_numbers_as_shown(value: float, pattern: str, expected: str) -> None:
    assert number(value, pattern) == expected
