"""Findings → the consultation section of a plan, in Word: styled, captioned and accessible."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from insight import words
from insight.report import content
from insight.report.picture import picture
from insight.report.save import EPOCH, save, settled
from insight.types import Figure, Findings

BLUE, GREY, LINE = "12436D", "3D3D3D", "C8CCD0"
WIDTH = 6.6
"""The width of the text on the page, in inches."""
QUOTE = 320
"""Characters of a quote; a longer one is cut, and marked as cut."""
ROWS, QUOTED = 10, 4
"""Rows of a table, and themes with quotes: a section of two to five pages."""


def write_docx(
    findings: Findings, charts: Sequence[Figure], path: Path, at: dt.datetime | None = None
) -> Path:
    """Write the plan's consultation section; see the package for the arguments."""
    import docx

    section = docx.Document()
    _styles(section)
    _page(section, findings)
    who, asks = words.people(findings.kind), findings.asks
    section.add_heading(content.title(findings), 1)
    for i, sentence in enumerate(content.answer(findings)):
        section.add_paragraph(sentence, style="Lead" if i == 0 else None)
    section.add_paragraph(
        f"{content.who_answered(findings)} {words.number(asks) if asks else 'None'} of the "
        f"responses {'ask' if asks > 1 else 'asks'} for something to be done."
    )

    section.add_heading("What people raised", 2)
    ranked = content.figure(charts, "themes")
    if ranked:
        _figure(section, ranked)
        came_up = ranked.rows[: len(content.raised(findings))]
        rows = came_up[:ROWS]
        what = f"Themes by the share of {who}s who raised them"
        _table(section, ranked.columns, rows, (2.9, 2.4, 1.3), what)
        left = len(came_up) - len(rows)
        less = f"{words.counted(left, 'more theme')} came up less often." if left else ""
        rest = content.unraised(findings)
        if less or rest:
            _note(section, f"{less} {rest}".strip())
    elif content.raised(findings):
        section.add_paragraph(f"With so few {who}s no percentages are given.")
        columns = ("Theme", f"{who}s".capitalize())
        _table(section, columns, content.counts(findings)[:ROWS], (4.8, 1.8), "Themes by count")
    else:
        section.add_paragraph("No theme was raised.")

    parts = (
        ("What changed since the last wave", content.figures(charts, "change")[:1]),
        ("In what tone", content.figures(charts, "tone")),
        ("How groups differ", content.groups(charts, 1)),
    )
    for heading, figures in parts:
        if figures:
            section.add_heading(heading, 2)
        for figure in figures:
            _figure(section, figure)
    if uncompared := content.uncompared(findings):
        _note(section, uncompared)
    _in_their_words(section, findings)
    _requests(section, findings)
    _reading(section, findings)
    if at:
        _note(section, content.written(at))

    held = section.core_properties
    held.title, held.author, held.comments = content.title(findings), "Insight", ""
    held.language, held.created, held.modified = "en-GB", at or EPOCH, at or EPOCH
    held.last_modified_by, held.revision = "Insight", 1
    packed = io.BytesIO()
    section.save(packed)
    return save(path, settled(packed.getvalue(), at))


def _in_their_words(section: Any, findings: Findings) -> None:
    quoted, more = content.chosen(findings, QUOTED, 2 * QUOTED)
    waiting = " ".join(filter(None, (more, content.waiting(findings))))
    if not quoted:
        if waiting:
            _note(section, waiting)
        return
    section.add_heading("In residents' own words", 2)
    for t, own in groupby(quoted, lambda pair: pair[0]):
        section.add_heading(content.name(t), 3)
        for _, quote in own:
            said = words.clean(words.shorten(" ".join(quote.text.split()), QUOTE))
            paragraph = section.add_paragraph(f"“{said}”", style="Quote")
            run = paragraph.add_run(f"\n{content.attribution(quote)}")
            run.italic, run.font.size, run.font.color.rgb = False, _points(9), _colour(GREY)
    if waiting:
        _note(section, waiting)


def _requests(section: Any, findings: Findings) -> None:
    rows = content.requests(findings)[:5]
    if not rows:
        return
    section.add_heading("What people ask for", 2)
    columns = ("Theme", "Responses that ask", "Responses that raise it")
    what = "The themes with the most requests, counted in responses"
    _table(section, columns, rows, (3.4, 1.6, 1.6), what)


def _reading(section: Any, findings: Findings) -> None:
    section.add_heading("How to read these figures", 2)
    account = ("Every response is accounted for", content.account(findings))
    copies = ("Campaigns", content.campaigns(findings))
    audit = ("Audit of the coding", content.audited(findings))
    for what, text in (*content.limits(findings)[:4], audit, account, copies):
        if not text:
            continue
        paragraph = section.add_paragraph(style="List Bullet")
        paragraph.add_run(f"{what}. ").bold = True
        paragraph.add_run(text)
    if rows := content.audit(findings):
        title = "Shares as coded, and with the mistakes of the coding made good"
        _table(section, content.AUDIT_COLUMNS, rows, (2.2, 1.4, 1.4, 0.8, 0.8), title)


def _styles(section: Any) -> None:
    """Set the house style on Word's own styles, so that the plan's template can take over."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    styles = section.styles
    lead = styles.add_style("Lead", WD_STYLE_TYPE.PARAGRAPH)
    lead.base_style, lead.next_paragraph_style = styles["Normal"], styles["Normal"]
    looks = (
        # style, points, bold, italic, colour, before, after
        ("Normal", 10.5, False, False, "0B0C0C", 0, 7),
        ("Lead", 13, True, False, "0B0C0C", 2, 8),
        ("Heading 1", 22, True, False, BLUE, 0, 10),
        ("Heading 2", 15, True, False, BLUE, 18, 6),
        ("Heading 3", 11.5, True, False, "0B0C0C", 10, 4),
        ("Caption", 10.5, True, False, "0B0C0C", 8, 4),
        ("Quote", 10.5, False, True, "0B0C0C", 2, 7),
        ("List Bullet", 10.5, False, False, "0B0C0C", 0, 5),
    )
    for name, size, bold, italic, colour, before, after in looks:
        style = styles[name]
        style.font.name, style.font.size = "Arial", _points(size)
        style.font.bold, style.font.italic = bold, italic
        style.font.color.rgb = _colour(colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(key), None)
        for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(key), "Arial")
        style.paragraph_format.space_before = _points(before)
        style.paragraph_format.space_after = _points(after)
        style.paragraph_format.line_spacing = 1.15
    for name in ("Heading 1", "Heading 2", "Heading 3", "Caption"):
        styles[name].paragraph_format.keep_with_next = True
    styles["Normal"].paragraph_format.widow_control = True
    quote = styles["Quote"].paragraph_format
    quote.left_indent, quote.keep_together = _points(14), True
    borders = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for key, value in (("val", "single"), ("sz", "24"), ("space", "8"), ("color", BLUE)):
        left.set(qn(f"w:{key}"), value)
    borders.append(left)
    held = styles["Quote"].element.get_or_add_pPr()
    held.insert_element_before(
        borders,
        *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:spacing", "w:ind"),
        *("w:contextualSpacing", "w:jc", "w:outlineLvl"),
    )
    language = styles.element.find(".//" + qn("w:lang"))
    if language is not None:
        language.set(qn("w:val"), "en-GB")


def _page(section: Any, findings: Findings) -> None:
    """Lay out A4 with a running foot that names the report and numbers the page."""
    from docx.shared import Mm

    page = section.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(21)
    page.top_margin = page.bottom_margin = Mm(20)
    foot = page.footer.paragraphs[0]
    foot.add_run(f"{words.shorten(content.title(findings), 80)}, page ")
    _field(foot, "PAGE", "1")
    foot.style.font.size, foot.style.font.color.rgb = _points(8.5), _colour(GREY)


def _figure(section: Any, figure: Figure) -> None:
    """Add a chart: its finding as a caption, the picture with its words, whose share it is."""
    from docx.oxml.ns import qn
    from docx.shared import Inches

    _caption(section, "Figure", figure.title)
    drawn = picture(figure)
    width, height = drawn.fit(WIDTH, 5.2, 0.92)
    paragraph = section.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_after = _points(2)
    shape = paragraph.add_run().add_picture(io.BytesIO(drawn.png), Inches(width), Inches(height))
    for held in (shape._inline.docPr, *shape._inline.iter(qn("pic:cNvPr"))):
        held.set("descr", figure.alt)
        held.set("title", figure.title)
        held.set("name", figure.id)
    note = f" {figure.note}" if figure.note else ""
    _note(section, f"{figure.subtitle}.{note}")


def _table(
    section: Any,
    columns: Sequence[str],
    rows: Sequence[Sequence[str | int]],
    widths: Sequence[float],
    what: str,
) -> None:
    """Add a captioned table whose first row is repeated on each page; figures stand right."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Inches

    _caption(section, "Table", what)
    table = section.add_table(len(rows) + 1, len(columns))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Inches(width)
    described = OxmlElement("w:tblCaption")
    described.set(qn("w:val"), what)
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("w:left", 0), ("w:right", 60)):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)
    table._tbl.tblPr.append(described)
    for i, values in enumerate((columns, *rows)):
        row = table.rows[i]
        settings = row._tr.get_or_add_trPr()
        settings.append(OxmlElement("w:cantSplit"))
        if i == 0:
            settings.append(OxmlElement("w:tblHeader"))
        for j, value in enumerate(values):
            cell = row.cells[j]
            cell.width = Inches(widths[j])
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(words.number(value) if isinstance(value, int) else value)
            run.bold, run.font.size = i == 0, _points(9.5)
            paragraph.paragraph_format.space_after = _points(2)
            paragraph.paragraph_format.space_before = _points(2)
            paragraph.paragraph_format.keep_with_next = i < len(rows)
            if j:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _underline(cell, "0B0C0C" if i == 0 else LINE, 8 if i == 0 else 4)
    section.add_paragraph().paragraph_format.space_after = _points(0)


def _underline(cell: Any, colour: str, size: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, bottom = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", colour)):
        bottom.set(qn(f"w:{key}"), value)
    borders.append(bottom)
    cell._tc.get_or_add_tcPr().append(borders)


def _caption(section: Any, label: str, text: str) -> None:
    """Add a caption that Word numbers and can list."""
    paragraph = section.add_paragraph(style="Caption")
    paragraph.add_run(f"{label} ")
    before = [p for p in section.paragraphs if p.style.name == "Caption"]
    count = sum(p.text.startswith(f"{label} ") for p in before)
    _field(paragraph, f"SEQ {label} \\* ARABIC", str(count))
    paragraph.add_run(f": {text}")


def _note(section: Any, text: str) -> None:
    paragraph = section.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = _points(9), _colour(GREY)


def _field(paragraph: Any, code: str, shown: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = paragraph.add_run(shown)
    field.append(run._r)
    paragraph._p.append(field)


def _points(size: float) -> Any:
    from docx.shared import Pt

    return Pt(size)


def _colour(code: str) -> Any:
    from docx.shared import RGBColor

    return RGBColor.from_string(code)
