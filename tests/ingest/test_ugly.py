"""Files as they come: mangled by spreadsheets, by hand and by bad exports, read for what they are."""

# ruff: noqa: E501

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from insight import ingest

Write = Callable[..., Path]
WORDS = (
    "The stairwell lights are out and nobody comes",
    'Mopeds race past the school, every "single" night',
    "Dealers on the corner all day",
    "I feel safe mostly, the wardens are kind",
    "Noz canisters left in the playground",
)
LINES = "id,comment\n" + "".join(
    '{},"{}"\n'.format(n, w.replace('"', '""')) for n, w in enumerate(WORDS)
)
PLAIN = "id,comment\n" + "".join(f"{n},The light on road {n} is out\n" for n in range(5))
OBJECTS = [{"id": n, "comment": w} for n, w in enumerate(WORDS)]

UGLY: dict[str, tuple[str | bytes, str]] = {
    "a title with commas.csv": (
        "Survey 2025,\n\n" + LINES.replace(",", ",Quay,", 1).replace(',"', ',Quay,"'),
        "",
    ),
    "bars and commas.csv": (
        "id|comment\n" + "".join(f"{n}|{w}\n" for n, w in enumerate(WORDS)),
        "",
    ),
    "titles that hold commas.csv": (
        "Survey 2025, spring\nDate,12/11/2025\n\n"
        + "id,Ward,comment\n"
        + "".join(f'{n},Quay,"{w}"\n' for n, w in enumerate(w.replace('"', '""') for w in WORDS)),
        "",
    ),
    "numbered and wording.csv": (
        "Q1,Q2,Q3\nNumber,Ward,Why is that?\n"
        + "".join(f'{n},Quay,"{w}"\n' for n, w in enumerate(w.replace('"', '""') for w in WORDS)),
        "",
    ),
    "titles above.csv": ("Community safety survey\n\nExported on 3 May\n" + LINES, ""),
    "titles with commas.csv": ("Survey 2025,\n,\n" + LINES, ""),
    "old mac lines.csv": (LINES.replace("\n", "\r"), ""),
    "mixed lines.csv": (LINES.replace("\n", "\r\n", 3), ""),
    "a row in each cell.csv": (
        "\n".join('"' + line.replace('"', '""') + '"' for line in LINES.splitlines()),
        "Each line was one cell that held a row",
    ),
    "space before quotes.csv": (LINES.replace(',"', ', "'), "Spaces before quotation marks"),
    "commas behind.csv": ("\n".join(f"{line},,," for line in LINES.splitlines()), ""),
    "nul.csv": (LINES.replace("kind", "ki\0nd"), ""),
    "codes and wording.csv": (LINES.replace("comment\n", "Q2\n,Why is that?\n"), ""),
    "utf-32.csv": (LINES.encode("utf-32"), ""),
    "sep.csv": ("sep=,\n" + LINES, ""),
    "array.json": (json.dumps(OBJECTS), ""),
    "pretty.json": (json.dumps(OBJECTS, indent=2), ""),
    "object.json": (json.dumps({"survey": "x", "responses": OBJECTS}), ""),
    "pretty object.json": (json.dumps({"responses": OBJECTS}, indent=2), ""),
}
"""The same five answers, and what is said about the file."""


@pytest.mark.parametrize("name", UGLY)
def test_the_words_are_found(file: Write, name: str) -> None:
    content, said = UGLY[name]
    wave, skipped = ingest.read(file(name, content), "w")
    assert [r.text.replace("\0", "") for r in wave.records] == list(WORDS)
    assert [r.respondent for r in wave.records] == list("01234")
    assert skipped == ()
    assert said in " ".join(wave.source.warnings)
    assert bool(said) == bool(wave.source.warnings)


def test_a_list_with_commas_stays_a_list(file: Write) -> None:
    text = "comment\n" + "".join(f"Dealers, mopeds on road {n}\n" for n in range(9))
    preview = ingest.look(file("a.csv", text.replace("road 3", "road 3, and more, all day")))
    assert (preview.source.delimiter, preview.accepted) == ("", 9)


@pytest.mark.parametrize(
    ("header", "warned"),
    [
        ("id,comment", False),
        ("0,The lamp is out", True),
        ("2024,comment", False),
        ("3 May 2024,comment", False),
    ],
)
def test_a_missing_header_is_noticed(file: Write, header: str, warned: bool) -> None:
    warnings = " ".join(
        ingest.look(file("a.csv", f"{header}\n{PLAIN.partition(chr(10))[2]}")).source.warnings
    )
    assert ("The first row looks like an answer" in warnings) is warned


def test_without_a_header_every_row_is_an_answer(file: Write) -> None:
    path = file("a.csv", PLAIN.partition("\n")[2])
    preview = ingest.look(path, ingest.mapping_from({"file": {"header_rows": 0}}))
    assert [c.name for c in preview.source.columns] == ["column 1", "column 2"]
    assert preview.accepted == 5


def test_answers_that_a_spreadsheet_lost_are_unreadable_and_said(file: Write) -> None:
    lost = PLAIN.replace("The light on road 3 is out", "#NAME?").replace("4,", "#N/A,")
    wave, skipped = ingest.read(file("a.csv", lost), "w")
    assert [(s.id, s.reason) for s in skipped] == [("row 4 · q1", "unreadable")]
    assert "1 answer that a spreadsheet took for a formula" in " ".join(wave.source.warnings)


def test_many_nones_are_pointed_at(file: Write) -> None:
    """To "What is the biggest benefit?" none is an answer; only a person can tell."""
    rows = "".join(f"{n},{'None' if n % 2 else f'Quieter on road {n} now'}\n" for n in range(40))
    preview = ingest.look(file("a.csv", f"id,What is the biggest benefit?\n{rows}"))
    assert dict(preview.excluded) == {"non-answer": 20}
    assert "20 of 40 wrote to 'What is the biggest benefit?'" in " ".join(preview.source.warnings)


def test_an_encoding_that_cannot_be_told_is_pointed_at(file: Write) -> None:
    polish = (
        "Boję się wracać późną nocą",
        "Żadnej policji nie widać",
        "Śmieci leżą wszędzie",
        "Za mało świateł na ścieżce",
    )
    text = "id,comment\n" + "".join(f"{n},{words}\n" for n, words in enumerate(polish))
    path = file("a.csv", text, "cp1250")
    assert '[file] encoding = "cp1250"' in " ".join(ingest.look(path).source.warnings)
    wave, _ = ingest.read(path, "w", ingest.mapping_from({"file": {"encoding": "cp1250"}}))
    assert [r.text for r in wave.records] == list(polish)


def test_a_summary_before_the_answers_is_passed_over(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Summary of responses"])
    book.active.append(["5 responses"])
    answers = book.create_sheet("Data")
    answers.append(["id", "comment"])
    for n, words in enumerate(WORDS):
        answers.append([n, words])
    book.create_sheet("Old").append(["id", "comment"])
    book.worksheets[2].sheet_state = "hidden"
    path = tmp_path / "a.xlsx"
    book.save(path)
    wave, _ = ingest.read(path, "w")
    assert [r.text for r in wave.records] == list(WORDS)
    assert wave.source.warnings == ("Read sheet 'Data'; other sheets with rows: 'Sheet'.",)


def test_a_summary_and_hidden_sheets_before_the_answers_in_ods(tmp_path: Path) -> None:
    """As in XLSX: the first visible sheet that is not small beside the largest, others named."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    answers = [["id", "comment"], *([str(n), words] for n, words in enumerate(WORDS))]

    def sheet(name: str, rows: list[list[str]], style: str = "shown") -> str:
        cells = "".join(
            "<table:table-row>"
            + "".join(
                '<table:table-cell office:value-type="string">'
                f"<text:p>{cell}</text:p></table:table-cell>"
                for cell in row
            )
            + "</table:table-row>"
            for row in rows
        )
        return f'<table:table table:name="{name}" table:style-name="{style}">{cells}</table:table>'

    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0" '
        f'xmlns:style="{space}:style:1.0" office:version="1.2"><office:automatic-styles>'
        + "".join(
            f'<style:style style:name="{name}" style:family="table">'
            f'<style:table-properties table:display="{shown}"/></style:style>'
            for name, shown in (("shown", "true"), ("hidden", "false"))
        )
        + "</office:automatic-styles><office:body><office:spreadsheet>"
        + sheet("Old", [["id", "comment"]] * 30, "hidden")
        + sheet("Summary", [["Summary"], ["5 responses"]])
        + sheet("Data", answers)
        + sheet("Empty", [])
        + "</office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", content)
        file.writestr("META-INF/manifest.xml", "<manifest/>")
    wave, _ = ingest.read(path, "w")
    assert [r.text for r in wave.records] == list(WORDS)
    assert wave.source.warnings == ("Read sheet 'Data'; other sheets with rows: 'Summary'.",)


def test_a_list_of_answers_in_a_text_file_is_pointed_at(file: Write) -> None:
    lines = [f"{words}, and the noise, too" for words in WORDS]
    path = file("a.txt", "\n".join(lines))
    preview = ingest.look(path)
    assert preview.kind == "transcript"
    assert "[file] header_rows = 0 reads it as a list" in " ".join(preview.source.warnings)
    wave, _ = ingest.read(path, "w", ingest.mapping_from({"file": {"header_rows": 0}}))
    assert [r.text for r in wave.records] == lines
