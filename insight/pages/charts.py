"""Charts and downloads: every chart with its table, and the files to take away."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from insight import charts, export, report, words
from insight.errors import InsightError
from insight.pages import filters, making, parts
from insight.pages.desk import Chosen, Desk
from insight.pages.safe import plain
from insight.receipt import slug
from insight.report import content
from insight.types import Coded, Figure, Findings

KINDS = {
    "themes": "Ranked themes",
    "tone": "Tone by theme",
    "group": "Themes by group",
    "questions": "Themes by question",
    "together": "Themes raised together",
    "change": "Two waves side by side",
}

REPORTS = {
    "docx": ("Word", "A chapter for a plan"),
    "pptx": ("PowerPoint", "Slides for a meeting"),
    "xlsx": ("Excel", "Every table and figure"),
    "html": ("Web page", "Accessible; opens in any browser"),
}

MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "png": "image/png",
    "svg": "image/svg+xml",
}


def show(desk: Desk) -> None:
    """Draw the page."""
    parts.title("Charts and downloads", "Each chart states its finding and comes with its table.")
    _reports(desk)
    parts.heading("Charts")
    others = [w.name for w in desk.waves if w.kind == desk.wave.kind and w != desk.wave]
    kinds = KINDS if others else {k: v for k, v in KINDS.items() if k != "change"}
    kind = filters.select("chart", "Chart", kinds)
    against = ""
    if kind == "change":
        before = desk.earlier.name if desk.earlier else ""
        ordered = sorted(others, key=lambda name: name != before)
        against = filters.select("against", "Compared with", {name: name for name in ordered})
    chosen = filters.pick(desk)
    if filters.crossed(chosen):
        parts.notice(filters.CROSSED)
        return
    drawn = desk.figures(kind, chosen, against)
    found = desk.findings(chosen)
    uncompared = content.uncompared(found) if kind == "group" else ""
    if uncompared:
        parts.notice(plain(uncompared))
    elif not drawn:
        parts.notice(_why_none(desk, kind, found))
    if found.withheld:
        parts.notice(parts.held_back(found.withheld, words.people(found.kind)))
    for figure in drawn:
        parts.figure(figure)
        _files(desk, figure, chosen)


def _why_none(desk: Desk, kind: str, found: Findings) -> str:
    """Why there is no such chart."""
    if kind == "group" and not desk.wave.groups:
        return "The file of this wave has no column of groups."
    if kind == "questions" and len(desk.wave.questions) < 2:
        return "This wave has one question only."
    if found.of_group and kind in ("tone", "questions", "together"):
        return (
            "This chart is drawn of the whole wave, not of one group: its figures, taken from the "
            "whole, could tell of the few in another group."
        )
    return "There are too few answers here for this chart."


def _reports(desk: Desk) -> None:
    parts.heading("Reports", "What residents told us, ready to hand on.")
    columns = st.columns(len(REPORTS))
    for column, (form, (name, what)) in zip(columns, REPORTS.items(), strict=True):
        with column:
            _offer(
                desk, f"report.{form}", f"{name} (.{form})", form, lambda f=form: _report(desk, f)
            )
            parts.text(what, style="small")
    parts.heading("Coded responses", "One row a response: text, themes, evidence, tone.", 3)
    groups = [name for name, _ in desk.wave.groups]
    columns = st.columns(len(REPORTS))
    for column, suffix in zip(columns, export.FORMATS, strict=False):
        form = suffix.removeprefix(".")
        with column:
            name, label = f"responses.{form}", f"Responses (.{form})"
            make = partial(_table, suffix, groups)
            if desk.wave.responses < making.LARGE:
                _offer(desk, name, label, form, lambda m=make: m(desk.store.stream(desk.wave.name)))
            else:
                making.button(desk, _named(desk, name), label, _mime(form), make)
    making.show(desk)


def _table(suffix: str, groups: Sequence[str], coded: Iterable[Coded]) -> bytes:
    return export.FORMATS[suffix](coded, groups)


def _files(desk: Desk, figure: Figure, chosen: Chosen) -> None:
    part = "-part" if chosen else ""
    with st.container(horizontal=True, key=f"files {figure.id}"):
        for form in ("png", "svg"):
            _offer(
                desk,
                f"{figure.id}{part}.{form}",
                f"{form.upper()} picture",
                form,
                lambda f=form: charts.draw(figure, f),
            )
        _offer(desk, f"{figure.id}{part}.csv", "Table (.csv)", "csv", lambda: table_csv(figure))


def _offer(desk: Desk, name: str, label: str, form: str, make: object) -> None:
    """A download that is made when it is asked for."""
    st.download_button(
        label,
        make,  # type: ignore[arg-type]
        file_name=_named(desk, name),
        mime=_mime(form),
        key=f"download {name}",
        on_click="ignore",
    )


def _named(desk: Desk, name: str) -> str:
    return f"{slug(desk.wave.name)}-{name}"


def _mime(form: str) -> str:
    return MIME.get(form, "application/octet-stream")


def _report(desk: Desk, form: str) -> bytes:
    found = desk.findings()
    figures = tuple(f for kind in KINDS for f in desk.figures(kind))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report.{form}"
        try:
            report.WRITERS[form](found, figures, path, dt.datetime.now(dt.UTC))
            return path.read_bytes()
        except InsightError as error:
            parts.notice(plain(error), "error")
            return b""


def table_csv(figure: Figure) -> bytes:
    """The table of a chart as CSV in UTF-8 with a byte-order mark; no cell runs as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in (figure.columns, *figure.rows):
        writer.writerow(
            f"'{cell}" if isinstance(cell, str) and cell.startswith(export.FORMULA) else cell
            for cell in row
        )
    return out.getvalue().encode("utf-8-sig", "replace")
