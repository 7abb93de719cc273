"""Findings → an Excel workbook of figures: a table a sheet, and never a formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from insight import words
from insight.report import content
from insight.report.save import save, settled
from insight.types import TONE_NAMES, Estimate, Figure, Findings

CELL = 32_000
"""A cell holds a little more characters than this; a longer text is cut, and marked as cut."""

WITHHELD = "[c]"
"""The mark of the Government Statistical Service for a figure withheld to protect people."""

FORMULA = ("=", "+", "-", "@", "\t", "\n")
"""A text that starts so would be taken for a formula once somebody edits its cell."""

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet: what it shows, its table, and for each column (heading, width, format)."""

    name: str
    about: tuple[str, ...]
    columns: tuple[tuple[str, int, str], ...]
    rows: list[tuple[Cell, ...]]


def write_xlsx(
    findings: Findings, charts: Sequence[Figure], path: Path, at: dt.datetime | None = None
) -> Path:
    """Write the figures as a workbook; see the package for the arguments.

    Sheets: Summary, Themes, Groups, Questions, Audit, Quotes, Ledger, Method. Shares are numbers to
    compute with; a share by group is rounded to whole per cent, so that no small count can be
    worked out from it, and is withheld for 1 to 4 people.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for build in (_summary, _themes, _groups, _questions, _audit, _quotes, _ledger, _method):
        _add(book, build(findings), content.title(findings))
    book.properties.creator = "Insight"
    book.properties.title = content.title(findings)
    book.properties.language = "en-GB"
    packed = io.BytesIO()
    book.save(packed)
    return save(path, settled(packed.getvalue(), at))


def _summary(findings: Findings) -> _Sheet:
    who = words.people(findings.kind)
    rows: list[tuple[Cell, ...]] = [
        ("The answer in short", sentence) for sentence in content.answer(findings)
    ]
    rows += [
        (f"{who}s".capitalize(), findings.respondents),
        ("Responses analysed", findings.responses),
        ("Responses with no theme", findings.uncoded),
        ("Responses that ask for something", findings.asks),
        ("Dates", words.period(findings.dates) or "not known"),
    ]
    tones = dict(findings.tones)
    rows += [(f"Responses: {TONE_NAMES[t]}", tones.get(t, 0)) for t in content.TONE_ORDER]
    rows += [(f"Question {i}", q) for i, q in enumerate(findings.questions, 1)]
    rows += [
        ("Sheets", "Themes, Groups, Questions, Quotes, Ledger and Method, one table each."),
        ("Marks", f"{WITHHELD}: withheld to protect people, or too few {who}s for a share."),
    ]
    return _Sheet("Summary", (), (("What", 36, ""), ("Value", 100, "#,##0")), rows)


def _themes(findings: Findings) -> _Sheet:
    who = words.people(findings.kind)
    rows: list[tuple[Cell, ...]] = []
    for rank, t in enumerate(findings.themes, 1):
        tones = dict(t.tones)
        rows.append(
            (
                *(rank, content.name(t), words.clean(t.theme.parent)),
                *(t.share.count, t.share.n, *_share(t.share), t.responses),
                *(tones.get(tone, 0) for tone in content.TONE_ORDER),
                *(t.asks, words.clean(t.theme.description)),
            )
        )
    level = _level(findings)
    return _Sheet(
        "Themes",
        (
            f"Share: the part of all {who}s who raised the theme, with its {level} interval.",
            "Tone and requests are counted in responses, so they have no interval.",
        ),
        (
            *(("Rank", 7, "0"), ("Theme", 38, ""), ("Group of themes", 26, "")),
            *((f"{who}s".capitalize(), 14, "#,##0"), ("Of", 9, "#,##0"), ("Share", 9, "0.0%")),
            *(("Low", 9, "0.0%"), ("High", 9, "0.0%"), ("Responses", 12, "#,##0")),
            *((TONE_NAMES[tone].capitalize(), 10, "#,##0") for tone in content.TONE_ORDER),
            *(("Requests", 10, "#,##0"), ("Definition", 80, "")),
        ),
        rows,
    )


def _groups(findings: Findings) -> _Sheet:
    who = words.people(findings.kind)
    rows: list[tuple[Cell, ...]] = []
    notes = []
    for size in words.group_sizes(findings):
        if size.note:
            notes.append(f"{words.clean(size.column)}: {size.note}")
        for t in findings.themes:
            cells, masks = words.cells(t, size.column)
            for value, n in size.shown:
                shares: tuple[Cell, ...] = (WITHHELD,) * 3
                if e := cells.get(value):
                    shares = tuple(round(v, 2) for v in (e.value, e.low, e.high))
                elif masks.get(value) == words.BELOW:
                    shares = (f"{words.BELOW} {who}s", WITHHELD, WITHHELD)
                row = (words.clean(size.column), words.clean(value) or "not stated", n)
                rows.append((*row, content.name(t), *shares))
    return _Sheet(
        "Groups",
        (
            f"Share: the part of the {who}s of the group who raised the theme, in whole per cent, "
            f"with its {_level(findings)} interval.",
            f"“{words.BELOW} {who}s”: 1 to {words.LOW - 1} of the group raised it. {WITHHELD}: "
            f"withheld, because 1 to {words.LOW - 1} did or it would give such a number away. "
            f"A group of fewer than {words.FEW} is not shown.",
            *notes,
        ),
        (
            *(
                ("Column", 22, ""),
                ("Group", 30, ""),
                (f"{who}s in group".capitalize(), 15, "#,##0"),
            ),
            *(("Theme", 38, ""), ("Share", 16, "0%"), ("Low", 9, "0%"), ("High", 9, "0%")),
        ),
        rows,
    )


def _questions(findings: Findings) -> _Sheet:
    who = words.people(findings.kind)
    rows: list[tuple[Cell, ...]] = [
        (words.clean(question), content.name(t), e.count, e.n, *_share(e))
        for question in findings.questions
        for t in findings.themes
        for asked, e in t.by_question
        if asked == question
    ]
    return _Sheet(
        "Questions",
        (
            f"Share: the part of the {who}s who answered the question and raised the theme there, "
            f"with its {_level(findings)} interval.",
        ),
        (
            *(("Question", 60, ""), ("Theme", 38, ""), (f"{who}s".capitalize(), 14, "#,##0")),
            *(("Of", 9, "#,##0"), ("Share", 9, "0.0%"), ("Low", 9, "0.0%"), ("High", 9, "0.0%")),
        ),
        rows,
    )


def _audit(findings: Findings) -> _Sheet:
    who = words.people(findings.kind)
    own = {t.key: t for t in findings.audit.themes} if findings.audit else {}
    rows: list[tuple[Cell, ...]] = [
        (
            content.name(t),
            *(a.coded, a.heard, a.right, a.unheard, a.missed),
            *(_share(a.share) if a.share else ("", "", "")),
        )
        for t in findings.themes
        if (a := own.get(t.theme.key))
    ]
    none = "No random sample has been judged by people yet: there is nothing to correct with."
    return _Sheet(
        "Audit",
        (content.audited(findings) or none,),
        (
            ("Theme", 38, ""),
            (f"Coded {who}s", 18, "#,##0"),
            *(("Of them audited", 17, "#,##0"), ("Right", 9, "#,##0")),
            *(("Others audited", 16, "#,##0"), ("Missed", 9, "#,##0")),
            *(("Corrected share", 17, "0.0%"), ("Low", 9, "0.0%"), ("High", 9, "0.0%")),
        ),
        rows,
    )


def _quotes(findings: Findings) -> _Sheet:
    rows: list[tuple[Cell, ...]] = [
        (content.name(t), q.text, q.attribution, q.why)
        for t in findings.themes
        for q in content.quotes(findings, t.theme.key)
    ]
    about = ("Only quotes that a person approved.", content.waiting(findings))
    return _Sheet(
        "Quotes",
        tuple(filter(None, about)),
        (
            *(("Theme", 38, ""), ("Quote", 100, ""), ("Said by", 24, "")),
            ("Why chosen", 50, ""),
        ),
        rows,
    )


def _ledger(findings: Findings) -> _Sheet:
    held = findings.ledger
    rows: list[tuple[Cell, ...]] = [("Received", "", held.received)]
    rows += [(f"Left out: {reason}", why, -n) for reason, why, n in content.ledger(findings)]
    rows.append(("Analysed", "", held.analysed))
    rows += [
        (f"Personal details removed: {kind}", "within responses; none left out for it", n)
        for kind, n in content.removed(findings)
    ]
    about = "Received, less all that was left out, is analysed."
    if not held.balanced:
        about = "THESE FIGURES DO NOT ADD UP: run the analysis again before using them."
    return _Sheet(
        "Ledger",
        (about,),
        (("What", 40, ""), ("Meaning", 60, ""), ("Responses", 12, "#,##0")),
        rows,
    )


def _method(findings: Findings) -> _Sheet:
    rows: list[tuple[Cell, ...]] = [*content.limits(findings), *content.method(findings)]
    if copies := content.campaigns(findings):
        rows.append(("Campaigns", copies))
    rows += [(term, meaning) for term, meaning in content.GLOSSARY]
    return _Sheet(
        "Method", ("How to read the figures.",), (("What", 36, ""), ("Text", 110, "")), rows
    )


def _add(book: Any, sheet: _Sheet, title: str) -> None:
    """Add a sheet: a title, what it shows, and one table with a heading row that stays in view."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table, TableStyleInfo

    page = book.create_sheet(sheet.name)
    page.sheet_view.showGridLines = False
    head = [f"{sheet.name}: {title}", "This sheet has one table.", *sheet.about]
    for row, line in enumerate(head, 1):
        _put(page.cell(row, 1), line)
        page.cell(row, 1).font = Font(name="Arial", size=14 if row == 1 else 10, bold=row == 1)
    top = len(head) + 1
    for column, (heading, width, _) in enumerate(sheet.columns, 1):
        cell = page.cell(top, column)
        _put(cell, heading)
        cell.font = Font(name="Arial", size=10, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="12436D")
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        page.column_dimensions[get_column_letter(column)].width = width
    for row, values in enumerate(sheet.rows, top + 1):
        for column, value in enumerate(values, 1):
            cell = page.cell(row, column)
            _put(cell, value)
            text = isinstance(value, str)
            if not text:
                cell.number_format = sheet.columns[column - 1][2] or "General"
            cell.font = Font(name="Arial", size=10)
            cell.alignment = Alignment(
                vertical="top", wrap_text=text, horizontal="left" if text else "right"
            )
    page.freeze_panes = page.cell(top + 1, 1)
    page.print_title_rows = f"{top}:{top}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    if sheet.rows:
        end = f"{get_column_letter(len(sheet.columns))}{top + len(sheet.rows)}"
        table = Table(displayName=sheet.name, ref=f"A{top}:{end}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
        page.add_table(table)


def _put(cell: Any, value: Cell) -> None:
    """Write a value; a text stays a text, also when somebody edits it."""
    if not isinstance(value, str):
        cell.value = value
        return
    text = words.clean(words.shorten(value, CELL))
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(FORMULA)


def _share(e: Estimate) -> tuple[Cell, ...]:
    return (e.value, e.low, e.high) if e.n >= words.FEW else (WITHHELD,) * 3


def _level(findings: Findings) -> str:
    levels: Iterable[float] = (t.share.level for t in findings.themes)
    return words.percent(next(iter(levels), 0.95))
