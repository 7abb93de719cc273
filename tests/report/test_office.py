"""The Word, PowerPoint and Excel reports: real structure, any text, the same each time."""

import re
import zipfile
from dataclasses import replace

import docx
import openpyxl
import pptx
import pytest
from docx.oxml.ns import qn

from insight import charts
from insight.errors import InsightError
from insight.report import WRITERS, save

from .example import AT, HOSTILE, QUOTES, wave, wilson

OFFICE = ("docx", "pptx", "xlsx")


@pytest.fixture(scope="module")
def section(written):
    return docx.Document(str(written["docx"]))


@pytest.fixture(scope="module")
def deck(written):
    return pptx.Presentation(str(written["pptx"]))


@pytest.fixture(scope="module")
def book(written):
    return openpyxl.load_workbook(written["xlsx"])


def rows(sheet):
    """The table of a sheet: its heading and rows as tuples."""
    table = next(iter(sheet.tables.values()))
    return [tuple(cell.value for cell in row) for row in sheet[table.ref]]


# Word


def test_word_has_real_headings(section):
    heads = [(p.style.name, p.text) for p in section.paragraphs if p.style.name.startswith("Head")]
    assert heads[0] == ("Heading 1", "What residents told us: Tidewell 2025")
    assert [text for style, text in heads if style == "Heading 2"] == [
        "What people raised",
        "What changed since the last wave",
        "In what tone",
        "How groups differ",
        "In residents' own words",
        "What people ask for",
        "How to read these figures",
    ]


def test_word_pictures_have_words_and_captions_have_numbers(section, drawn):
    alts = [shape._inline.docPr.get("descr") for shape in section.inline_shapes]
    assert alts[0] == next(f.alt for f in drawn if f.id == "themes")
    assert len(alts) == 4
    assert all(alts)
    captions = [p for p in section.paragraphs if p.style.name == "Caption"]
    fields = [f.get(qn("w:instr")) for p in captions for f in p._p.iter(qn("w:fldSimple"))]
    assert fields.count("SEQ Figure \\* ARABIC") == 4
    assert fields.count("SEQ Table \\* ARABIC") == 3
    shown = ["".join(t.text for t in c._p.iter(qn("w:t"))) for c in captions[-2:]]
    assert shown == [
        "Table 2: The themes with the most requests, counted in responses",
        "Table 3: Shares as coded, and with the mistakes of the coding made good",
    ]


def test_word_tables_repeat_their_heading_row(section):
    for table in section.tables:
        flags = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        assert flags == [True, *[False] * (len(flags) - 1)]
    assert [c.text for c in section.tables[0].rows[1].cells] == [
        *("Anti-social behaviour (general)", "41% (36–46%)", "172 of 420")
    ]


def test_word_names_the_themes_that_nobody_raised(tmp_path):
    whole = wave()
    *some, last = whole.themes
    none = replace(last, share=wilson(0, whole.respondents), responses=0, asks=0, tones=())
    quiet = replace(whole, themes=(*some, none))
    path = WRITERS["docx"](quiet, charts.figures(quiet), tmp_path / "quiet.docx")
    made = docx.Document(str(path))
    said = [p.text for p in made.paragraphs]
    assert f"Raised by nobody: {last.theme.name[0].lower()}{last.theme.name[1:]}." in said
    table = next(t for t in made.tables if t.cell(0, 0).text == "Theme")
    assert len(table.rows) == len(some) + 1, "and they have no row"


def test_word_quotes_are_quotes(section):
    quotes = [p.text for p in section.paragraphs if p.style.name == "Quote"]
    assert "“You can smell it in the stairwell every single night.”\nResident, 25–44" in quotes
    assert any(q.startswith("“Lights out again <script>alert('x')</script>") for q in quotes)
    assert any("The bins□ are □full□[31m of □ rubbish□." in q for q in quotes)


def test_word_is_dated_and_in_british_english(section):
    held = section.core_properties
    assert (held.title, held.language) == ("What residents told us: Tidewell 2025", "en-GB")
    assert held.created.replace(tzinfo=AT.tzinfo) == AT
    assert section.paragraphs[-1].text == "Written on 2 June 2025."


# PowerPoint


def test_slides_are_five_to_seven_and_each_title_is_a_title(deck):
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert 5 <= len(titles) <= 7
    assert titles[0].startswith("About 4 in 10 respondents")
    assert titles[1] == "Anti-social behaviour came up most: 41% of respondents raised it"
    assert titles[-1] == "The figures describe those who chose to answer, not every resident"
    assert len(set(titles)) == len(titles)


def test_slides_describe_their_pictures(deck, drawn):
    pictures = [s for slide in deck.slides for s in slide.shapes if s.shape_type == 13]
    alts = [p._element.nvPicPr.cNvPr.get("descr") for p in pictures]
    assert alts == [
        next(f.alt for f in drawn if f.id == id) for id in ("themes", "change-themes", "tone")
    ]


def test_nothing_stands_off_the_slide(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top >= 0
            assert shape.top + shape.height <= deck.slide_height


def test_the_slide_of_groups_keeps_the_groups_its_title_names(deck):
    slide = next(s for s in deck.slides if "age band" in s.shapes.title.text)
    table = next(s for s in slide.shapes if s.has_table).table
    heads = [cell.text for cell in table.rows[0].cells]
    assert heads[0] == "Theme"
    assert "16–24 (n = 41)" in [h.replace("\u00a0", " ") for h in heads]
    assert "withheld" in [cell.text for cell in table.rows[2].cells]
    notes = [s.text_frame.text for s in slide.shapes if s.has_text_frame]
    assert any("withheld: 1 to 4 respondents, or" in note for note in notes)


# Excel


def test_the_workbook_has_its_sheets_each_with_one_table(book):
    assert book.sheetnames == [
        *("Summary", "Themes", "Groups", "Questions", "Audit", "Quotes", "Ledger", "Method")
    ]
    for sheet in book:
        assert len(sheet.tables) == 1
        assert sheet["A1"].value == f"{sheet.title}: What residents told us: Tidewell 2025"
        assert sheet.freeze_panes


def test_no_cell_is_a_formula(book, written):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [c for c in cells if c.data_type == "f"]
    risky = [c for c in cells if isinstance(c.value, str) and c.value[:1] in "=+-@" and c.value]
    assert {c.value for c in risky} >= {HOSTILE["formula"], "@resident"}
    assert all(c.quotePrefix for c in risky)
    with zipfile.ZipFile(written["xlsx"]) as packed:
        pages = [n for n in packed.namelist() if n.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in packed.read(n) for n in pages)


def test_shares_are_numbers_and_add_up_to_the_findings(book):
    table = rows(book["Themes"])
    first = dict(zip(table[0], table[1], strict=True))
    assert first["Theme"] == "Anti-social behaviour (general)"
    assert (first["Respondents"], first["Of"], first["Share"]) == (172, 420, 172 / 420)
    assert first["Low"] < first["Share"] < first["High"]
    assert first["Negative"] + first["Mixed"] + first["Neutral"] + first["Positive"] == 175


def test_groups_give_nothing_that_points_at_few_people(book):
    table = rows(book["Groups"])
    assert {row[1] for row in table[1:]} == {
        *("16–24", "25–44", "45–64", "65 and over", "Harbour", "Old Town", "Millbrook")
    }
    cells = {(row[1], row[3]): row[4:] for row in table[1:]}
    masked = cells["16–24", "Dangerous and nuisance driving"]
    assert masked == ("[c]", "[c]", "[c]")
    assert cells["25–44", "Dangerous and nuisance driving"] == (0.26, 0.19, 0.33)


def test_the_ledger_of_the_workbook_adds_up(book):
    lines = [(row[0], row[2]) for row in rows(book["Ledger"])[1:]]
    end = [what for what, _ in lines].index("Analysed")
    assert sum(n for _, n in lines[:end]) == lines[end][1] == 730
    assert lines[end + 1] == ("Personal details removed: Name", 31)


def test_quotes_of_the_workbook_are_whole_and_safe(book):
    quotes = [row[1] for row in rows(book["Quotes"])[1:]]
    assert HOSTILE["long"] in quotes
    assert HOSTILE["entity"] in quotes
    assert "The bins□ are □full□[31m of □ rubbish□." in quotes
    assert not [q for q in quotes if q in {q.text for q in QUOTES if q.status != "approved"}]


@pytest.mark.parametrize("form", ["html", "docx", "pptx", "xlsx"])
def test_no_form_prints_a_quote_that_nobody_approved(form, tmp_path):
    proposed = tuple(replace(q, status="proposed") for q in QUOTES)
    path = tmp_path / f"report.{form}"
    WRITERS[form](wave(quotes=proposed), (), path)
    content = path.read_bytes()
    if form != "html":
        with zipfile.ZipFile(path) as packed:
            content = b"".join(packed.read(name) for name in packed.namelist())
    assert b"Silver canisters" not in content
    assert (b"14 proposed quotes wait" in content) is (form != "pptx"), "no slide for no quotes"


# All of them


@pytest.mark.parametrize("form", OFFICE)
def test_the_same_findings_give_the_same_bytes(form, written, drawn, tmp_path):
    again = WRITERS[form](wave(), drawn, tmp_path / f"again.{form}", AT)
    assert again.read_bytes() == written[form].read_bytes()


@pytest.mark.parametrize("form", OFFICE)
def test_every_date_inside_is_the_one_given(form, written):
    with zipfile.ZipFile(written[form]) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(2025, 6, 2, 9, 30, 0)}
        core = packed.read("docProps/core.xml").decode()
    assert set(re.findall(r">(\d{4}-[^<]+)</dcterms", core)) == {"2025-06-02T09:30:00Z"}


@pytest.mark.parametrize("form", OFFICE)
def test_too_few_or_none_is_still_a_report(form, tmp_path):
    bare = wave(
        respondents=0, responses=0, themes=(), tones=(), quotes=(), sentences=(), dates=None
    )
    path = WRITERS[form](bare, (), tmp_path / f"none.{form}")
    with zipfile.ZipFile(path) as packed:
        text = b"".join(packed.read(n) for n in packed.namelist() if n.endswith(".xml"))
    assert b"There was nothing to analyse." in text


@pytest.mark.parametrize("form", WRITERS)
def test_a_place_that_cannot_be_written_is_one_plain_line(form, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InsightError, match=r"report\.\w+: cannot be written \(.+\)") as caught:
        WRITERS[form](wave(themes=(), quotes=()), (), tmp_path / "file" / f"report.{form}")
    assert "\n" not in str(caught.value)


def test_a_failed_write_leaves_what_was_there(tmp_path):
    place = tmp_path / "report.html"
    place.mkdir()
    (place / "inside").write_text("kept")
    with pytest.raises(InsightError):
        save.save(place, b"new")
    assert (place / "inside").read_text() == "kept"
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
