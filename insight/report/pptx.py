"""Findings → five to seven slides for a meeting: each title states a finding."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from insight import words
from insight.report import content
from insight.report.picture import picture
from insight.report.save import EPOCH, save, settled
from insight.types import Figure, Findings

BLUE, INK, GREY, LINE = "12436D", "0B0C0C", "3D3D3D", "C8CCD0"
WIDE, HIGH, EDGE = 13.333, 7.5, 0.65
"""The slide and its margin, in inches."""
TITLE_ONLY = 5
"""The layout with a title and nothing else, in the default template."""
QUOTE = 190
"""Characters of a quote; a longer one is cut, and marked as cut."""
MOST = 7
ROWS, COLUMNS = 6, 6


def write_pptx(
    findings: Findings, charts: Sequence[Figure], path: Path, at: dt.datetime | None = None
) -> Path:
    """Write the slides; see the package for the arguments.

    Headline, ranked themes, change where there is a wave before, tone, groups, quotes, requests
    while there is room, and how to read the figures.
    """
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    _template(deck)
    _headline(deck, findings, at)
    for kind in ("themes", "change", "tone"):
        figure = content.figure(charts, kind)
        if figure:
            _chart(deck, figure, findings)
    for figure in content.groups(charts, 1):
        _group(deck, figure, findings)
    _quotes(deck, findings)
    asked = content.figure(charts, "questions")
    if len(deck.slides) < MOST - 1:
        _requests(deck, findings)
    if len(deck.slides) < 4 and asked:
        _chart(deck, asked, findings)
    _reading(deck, findings)

    held = deck.core_properties
    held.title, held.author, held.last_modified_by = content.title(findings), "Insight", "Insight"
    held.language, held.created, held.modified = "en-GB", at or EPOCH, at or EPOCH
    held.revision = 1
    packed = io.BytesIO()
    deck.save(packed)
    return save(path, settled(packed.getvalue(), at))


def _headline(deck: Any, findings: Findings, at: dt.datetime | None) -> None:
    answer = content.answer(findings)
    slide = _slide(deck, findings, answer[0], size=30, top=1.25, height=1.65)
    _text(slide, (EDGE, 0.6, 12, 0.5), [[(content.title(findings), 16, True, BLUE)]])
    rest = [[(sentence, 16, False, INK)] for sentence in answer[1:5]]
    _text(slide, (EDGE, 2.95, 12, 2.4), rest)
    for i, fact in enumerate(content.facts(findings)):
        lines = [[(fact.figure, 28, True, BLUE)], [(fact.label, 14, False, GREY)]]
        _text(slide, (EDGE + i * 3.0, 5.45, 2.9, 1.1), lines, after=0)
    span = words.period(findings.dates)
    foot = " ".join(filter(None, [f"{span}." if span else "", content.written(at)]))
    if foot:
        _text(slide, (EDGE, 6.62, 12, 0.35), [[(foot, 12, False, GREY)]])


def _chart(deck: Any, figure: Figure, findings: Findings) -> None:
    """A slide of one chart: its finding, whose share it is, the picture with its words."""
    from pptx.util import Inches

    slide = _slide(deck, findings, figure.title)
    _text(slide, (EDGE, 1.42, 12.0, 0.6), [[(f"{figure.subtitle}.", 13, False, GREY)]])
    drawn = picture(figure)
    width, height = drawn.fit(12.0, 4.75, 2.2)
    shape = slide.shapes.add_picture(
        io.BytesIO(drawn.png), Inches(EDGE), Inches(2.08), Inches(width), Inches(height)
    )
    shape.name = figure.id
    shape._element.nvPicPr.cNvPr.set("descr", figure.alt)
    slide.notes_slide.notes_text_frame.text = f"{figure.alt} {figure.note}".strip()


def _group(deck: Any, figure: Figure, findings: Findings) -> None:
    """A slide of one group column as a table: the leading themes, the first groups."""
    slide = _slide(deck, findings, figure.title)
    named = sorted(
        range(1, len(figure.columns)),
        key=lambda j: figure.columns[j].split(" (n")[0] not in figure.title,
    )
    kept = [0, *sorted(named[:COLUMNS])]
    columns = [figure.columns[j] for j in kept]
    rows = [[row[j] for j in kept] for row in figure.rows[:ROWS]]
    who = words.people(findings.kind)
    about = (
        f"Share of the {who}s in each group who raised the theme, with "
        f"{words.percent(findings.themes[0].share.level)} confidence intervals."
    )
    _text(slide, (EDGE, 1.42, 12.0, 0.6), [[(about, 13, False, GREY)]])
    wide = 3.2
    each = (WIDE - 2 * EDGE - wide) / (len(columns) - 1)
    _table(slide, columns, rows, [wide, *([each] * (len(columns) - 1))], figure)
    notes = (
        f"{words.masks(who)}."
        if any(mask in row for row in rows for mask in (words.BELOW, words.WITHHELD))
        else "",
        f"Groups of fewer than {words.FEW} are not shown." if words.HIDDEN in figure.note else "",
        "The report as a web page has all themes and groups."
        if len(rows) < len(figure.rows) or len(columns) < len(figure.columns)
        else "",
    )
    _text(slide, (EDGE, 6.5, 12.0, 0.4), [[(" ".join(filter(None, notes)), 12, False, GREY)]])
    slide.notes_slide.notes_text_frame.text = f"{figure.alt} {figure.note}".strip()


def _quotes(deck: Any, findings: Findings) -> None:
    chosen, more = content.chosen(findings, 4, 4)
    if not chosen:
        return
    named = dict.fromkeys(words.inside(content.name(t)) for t, _ in chosen)
    names = list(named)[:3]
    title = f"In their own words: residents on {words.listing(names)}"
    slide = _slide(deck, findings, title)
    wide, high = 5.85, 2.3
    for i, (t, quote) in enumerate(chosen):
        left, top = EDGE + (i % 2) * (wide + 0.35), 1.75 + (i // 2) * (high + 0.1)
        said = words.clean(words.shorten(" ".join(quote.text.split()), QUOTE))
        _bar(slide, left, top, 0.75 + 0.27 * -(-len(said) // 50))
        lines = [
            [(content.name(t), 14, True, BLUE)],
            [(f"“{said}”", 16, False, INK)],
            [(content.attribution(quote), 12, False, GREY)],
        ]
        _text(slide, (left + 0.15, top - 0.05, wide - 0.15, high), lines)
    if note := " ".join(filter(None, (more, content.waiting(findings)))):
        _text(slide, (EDGE, 6.45, 12.0, 0.4), [[(note, 12, False, GREY)]])


def _requests(deck: Any, findings: Findings) -> None:
    rows = content.requests(findings)[:ROWS]
    if not rows:
        return
    name, asks, responses = rows[0]
    title = (
        f"Requests come most often with {words.inside(name)}: {words.number(asks)} of "
        f"{words.number(responses)} responses ask for something"
    )
    slide = _slide(deck, findings, title)
    about = (
        f"{words.number(findings.asks)} of {words.counted(findings.responses, 'response')} ask for "
        "something to be done. Counted in responses, not people, so no interval is given."
    )
    _text(slide, (EDGE, 1.42, 12.0, 0.6), [[(about, 13, False, GREY)]])
    columns = ("Theme", "Responses that ask", "Responses that raise it")
    _table(slide, columns, rows, [6.0, 3.0, 3.0], None)


def _reading(deck: Any, findings: Findings) -> None:
    survey = findings.kind != "transcript"
    title = (
        "The figures describe those who chose to answer, not every resident"
        if survey
        else "The figures describe one conversation, not every resident"
    )
    slide = _slide(deck, findings, title)
    lines = [
        [(f"{what}. ", 15, True, INK), (text, 15, False, INK)]
        for what, text in (
            *content.limits(findings)[:4],
            ("Every response is accounted for", content.account(findings)),
            ("Campaigns", content.campaigns(findings)),
            ("Groups", content.uncompared(findings)),
        )
        if text
    ]
    _text(slide, (EDGE, 1.6, 12.0, 5.0), lines, after=8)


# What the slides share.


def _template(deck: Any) -> None:
    """Make the default template sober: Arial, and a title at the left where every slide has it."""
    from pptx.enum.text import PP_ALIGN
    from pptx.opc.constants import RELATIONSHIP_TYPE

    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = theme.blob.replace(b'typeface="Calibri"', b'typeface="Arial"')
    layout = deck.slide_layouts[TITLE_ONLY]
    for shape in list(layout.placeholders):
        if shape.placeholder_format.type == 1 or shape.placeholder_format.idx == 0:
            shape.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        else:
            shape._element.getparent().remove(shape._element)


def _slide(
    deck: Any,
    findings: Findings,
    title: str,
    size: float = 26,
    top: float = 0.4,
    height: float = 1.0,
) -> Any:
    """Add a slide with its title, a rule of colour at the edge, and a foot with its number."""
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Inches, Pt

    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    edge = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, Inches(WIDE), Inches(0.14))
    edge.fill.solid()
    edge.fill.fore_color.rgb = _colour(BLUE)
    edge.line.fill.background()
    edge.shadow.inherit = False
    edge.name = "Edge"
    _decorative(edge)
    box = slide.shapes.title
    box.left, box.top = Inches(EDGE), Inches(top)
    box.width, box.height = Inches(WIDE - 2 * EDGE), Inches(height)
    frame = box.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP if top > 1 else MSO_ANCHOR.BOTTOM
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.text = title
    paragraph = frame.paragraphs[0]
    paragraph.alignment, paragraph.line_spacing = PP_ALIGN.LEFT, 1.0
    font = paragraph.runs[0].font if paragraph.runs else paragraph.font
    font.size, font.bold, font.color.rgb = Pt(_fitting(title, size, height)), True, _colour(INK)
    foot = f"{words.shorten(content.title(findings), 90)}   {len(deck.slides)}"
    _text(slide, (EDGE, 7.02, WIDE - 2 * EDGE, 0.3), [[(foot, 11, False, GREY)]])
    return slide


def _fitting(title: str, size: float, height: float) -> float:
    """The largest type up to `size` points in which a title fits its lines."""
    while size > 16:
        lines = int(height * 72 / (size * 1.2))
        if len(title) * size * 0.53 <= lines * (WIDE - 2 * EDGE) * 72 * 0.95:
            return size
        size -= 1
    return size


def _text(
    slide: Any,
    box: tuple[float, float, float, float],
    lines: Sequence[Sequence[tuple[str, float, bool, str]]],
    after: float = 6,
) -> Any:
    """Add a text box: each line is a run of (text, points, bold, colour)."""
    from pptx.util import Inches, Pt

    left, top, width, height = (Inches(v) for v in box)
    shape = slide.shapes.add_textbox(left, top, width, height)
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for i, runs in enumerate(lines):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(after)
        for text, size, bold, colour in runs:
            run = paragraph.add_run()
            run.text = text
            run.font.size, run.font.bold = Pt(size), bold
            run.font.color.rgb = _colour(colour)
    return shape


def _table(
    slide: Any,
    columns: Sequence[str],
    rows: Sequence[Sequence[str | int]],
    widths: Sequence[float],
    figure: Figure | None,
) -> None:
    """Add a plain table with a heading row; figures stand right."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Inches, Pt

    place = (Inches(EDGE), Inches(2.0), Inches(sum(widths)), Inches(0.62 * (len(rows) + 1)))
    shape = slide.shapes.add_table(len(rows) + 1, len(columns), *place)
    shape.name = figure.id if figure else "Table"
    shape._element.nvGraphicFramePr.cNvPr.set("descr", figure.alt if figure else "Table")
    table = shape.table
    table.horz_banding = False
    for j, width in enumerate(widths):
        table.columns[j].width = Inches(width)
    for i, values in enumerate((columns, *rows)):
        for j, value in enumerate(values):
            cell = table.cell(i, j)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _colour(BLUE if i == 0 else "FFFFFF")
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_left = cell.margin_right = Inches(0.06)
            paragraph = cell.text_frame.paragraphs[0]
            run = paragraph.add_run()
            run.text = words.number(value) if isinstance(value, int) else value
            run.font.size, run.font.bold = Pt(13), i == 0
            run.font.color.rgb = _colour("FFFFFF" if i == 0 else INK)
            if j:
                paragraph.alignment = PP_ALIGN.RIGHT
            _underline(cell)


def _underline(cell: Any) -> None:
    """Rule a cell above and below only."""
    from pptx.oxml.xmlchemy import OxmlElement

    for place, side in enumerate(("a:lnL", "a:lnR", "a:lnT", "a:lnB")):
        line = OxmlElement(side)
        line.set("w", "9525" if place > 1 else "0")
        fill, colour = OxmlElement("a:solidFill"), OxmlElement("a:srgbClr")
        colour.set("val", LINE)
        fill.append(colour)
        line.append(fill if place > 1 else OxmlElement("a:noFill"))
        cell._tc.get_or_add_tcPr().insert(place, line)


def _bar(slide: Any, left: float, top: float, height: float) -> None:
    """Draw the upright bar at the left of a quote."""
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Inches

    shape = slide.shapes.add_shape(
        MSO_SHAPE.RECTANGLE, Inches(left), Inches(top), Inches(0.05), Inches(height)
    )
    shape.fill.solid()
    shape.fill.fore_color.rgb = _colour(BLUE)
    shape.line.fill.background()
    shape.shadow.inherit = False
    _decorative(shape)


def _decorative(shape: Any) -> None:
    """Mark a shape as one that a screen reader may pass over."""
    from pptx.oxml import parse_xml

    mark = parse_xml(
        '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative val="1" '
        'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"/></a:ext>'
        "</a:extLst>"
    )
    shape._element.nvSpPr.cNvPr.append(mark)


def _colour(code: str) -> Any:
    from pptx.dml.color import RGBColor

    colour: Any = RGBColor
    return colour.from_string(code)
