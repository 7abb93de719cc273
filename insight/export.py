"""Coded responses → a table to work on elsewhere: CSV, XLSX or JSON lines, one row a response.

Responses may come as a stream: none but the one at hand is kept. `groups` names the columns that
they are grouped by.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from insight import words
from insight.types import Coded

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would run a CSV cell that starts so; it gets an apostrophe in front."""

CELL = 32_000
"""A workbook's cell holds a little more characters than this; a longer text is cut, and says so."""

_JSON = json.JSONEncoder(ensure_ascii=False).encode

CODED = ("themes", "scores", "evidence", "tone", "ask")
"""The columns that `cells` fills."""


def cells(coded: Coded) -> tuple[str, ...]:
    """What is known of one response, as text for the columns CODED.

    Theme keys joined by `;`; scores as a JSON object by key; evidence as a JSON list of theme,
    start, end (code points of the text), text, why, detail and tone; the tone; "true" or "false".
    """
    reading = coded.reading
    return (
        ";".join(coded.themes),
        json.dumps(_scores(coded)),
        _JSON(_evidence(coded)),
        reading.tone if reading else "",
        str(reading.ask).lower() if reading else "",
    )


def as_csv(coded: Iterable[Coded], groups: Sequence[str] = ()) -> bytes:
    """CSV in UTF-8 with a byte-order mark, so that spreadsheets read it right; no cell runs."""
    out = io.BytesIO()
    text = io.TextIOWrapper(out, "utf-8-sig", "replace", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_tame(cell) for cell in row] for row in _table(coded, groups))
    text.flush()
    return out.getvalue()


def as_xlsx(coded: Iterable[Coded], groups: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet in which every cell is text and none is a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Responses")
    sheet.freeze_panes = "B2"
    for row in _table(coded, groups):
        made = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=words.shorten(words.clean(text), CELL))
            cell.data_type = "s"
            made.append(cell)
        sheet.append(made)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_jsonl(coded: Iterable[Coded], groups: Sequence[str] = ()) -> bytes:
    """One JSON object a line, with groups, scores and evidence as they are."""
    lines = (_JSON(as_object(c)) + "\n" for c in coded)
    return b"".join(line.encode("utf-8", "replace") for line in lines)


def as_object(c: Coded) -> dict[str, Any]:
    """One coded response as plain values: a line of the JSON-lines export."""
    r = c.response
    return {
        "id": r.id,
        "wave": r.wave,
        "question": r.question,
        "respondent": r.respondent,
        "groups": dict(r.groups),
        "date": r.date.isoformat() if r.date else None,
        "text": r.text,
        "themes": list(c.themes),
        "scores": _scores(c),
        "evidence": _evidence(c),
        "tone": c.reading.tone if c.reading else None,
        "ask": c.reading.ask if c.reading else None,
        "by": _by(c),
    }


def _as_parquet(coded: Iterable[Coded], groups: Sequence[str] = ()) -> bytes:
    from insight import frames

    return frames.as_parquet(tuple(coded))


FORMATS: dict[str, Callable[[Iterable[Coded], Sequence[str]], bytes]] = {
    ".csv": as_csv,
    ".xlsx": as_xlsx,
    ".jsonl": as_jsonl,
    ".parquet": _as_parquet,
}
"""How each kind of file is made, by its suffix."""


def _table(coded: Iterable[Coded], groups: Sequence[str]) -> Iterator[list[str]]:
    """The header, then the rows. A group named as a column of ours is headed `group: name`."""
    first, last = ["id", "wave", "question", "respondent"], ["date", "text", *CODED, "by"]
    taken = {*first, *last}
    yield [*first, *(f"group: {g}" if g.lower() in taken else g for g in groups), *last]
    for c in coded:
        r = c.response
        values = dict(r.groups)
        yield [
            *(r.id, r.wave, r.question, r.respondent),
            *(values.get(g, "") for g in groups),
            *(r.date.isoformat() if r.date else "", r.text),
            *(*cells(c), ";".join(_by(c))),
        ]


def _scores(coded: Coded) -> dict[str, float]:
    return {a.theme: round(a.score, 3) for a in coded.assignments if a.present}


def _evidence(coded: Coded) -> list[dict[str, Any]]:
    text = coded.response.text
    return [
        {"theme": a.theme, "start": e.start, "end": e.end, "text": text[e.start : e.end]}
        | {"why": e.why}
        | ({"detail": e.detail} if e.detail else {})
        | {"tone": a.tone}
        for a in coded.assignments
        if a.present
        for e in a.evidence
    ]


def _by(coded: Coded) -> list[str]:
    """Who or what judged: each model and person once."""
    judges = [a.by for a in coded.assignments if a.present]
    judges += [coded.reading.by] if coded.reading else []
    return list(dict.fromkeys(judges))


def _tame(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
