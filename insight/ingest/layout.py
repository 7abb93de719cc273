"""What a grid means before roles: header rows, names, and rows a platform marks to leave out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from insight.errors import UsageError
from insight.ingest.grid import Grid, counted, is_title, trim
from insight.types import Role

SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Layout:
    """A grid read with knowledge of where it comes from.

    `rows` are the data rows, squared to the columns; row numbers in `excluded` (reason by row) and
    `rejected` (what is wrong, by row) count from 1. `settled` holds roles that the platform makes
    certain, by column. `cells` marks single answers to leave out, by (row, column). `multi` holds
    the separator and the options, where known, of "tick all that apply" columns.
    """

    profile: str
    header_rows: int
    names: tuple[str, ...]
    labels: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    settled: dict[int, tuple[Role, str]] = field(default_factory=dict)
    excluded: dict[int, str] = field(default_factory=dict)
    rejected: dict[int, str] = field(default_factory=dict)
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    multi: dict[int, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def plain(grid: Grid, header_rows: int | None = None) -> Layout:
    """Any table: titles above the header passed over, one header row, the rest data."""
    rows = grid.rows
    if header_rows is None:
        header = find_header(rows)
        if _is_wording(rows, header + 1):
            return lay_out(grid, "plain", header + 2, rows[header], rows[header + 1])
        layout = lay_out(grid, "plain", header + 1, rows[header])
        if _is_answer(rows[header], layout.rows):
            layout = replace(layout, warnings=(*layout.warnings, HEADLESS))
        return layout
    if header_rows == 0:
        return lay_out(grid, "plain", 0, tuple(f"column {i + 1}" for i in range(len(rows[0]))))
    if header_rows >= len(rows):
        raise UsageError(
            f"{grid.file}: has {counted(len(rows), 'row')}; header_rows = {header_rows} leaves "
            "none to read. Give the number of rows down to the headings."
        )
    return lay_out(grid, "plain", header_rows, rows[header_rows - 1])


HEADLESS = (
    "The first row looks like an answer and not like headings. If it is one, "
    "[file] header_rows = 0 reads it."
)
CODE = re.compile(r"\w{1,12}")
NUMBERED = re.compile(r"[A-Za-z]{1,3}_?\d{1,3}[a-z]?")
TYPED = re.compile(r"[-+]?\d[\d,]*(\.\d+)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\S+@\S+\.\w+")
STATEMENT = re.compile(r"\S+(?: \S+){3,}[.!]")
PLAIN_WORDS = re.compile(r"\S+(?: \S+){4,}(?<![?:…])")
ASKING = re.compile(
    r"\W*(?:what|which|how|why|where|who|when|do|does|did|is|are|have|has|would|could|can|will|if|"
    r"please|any|tell|describe|your?|other|comments?|answers?|responses?|suggest\w*|further|q\d*)\b",
    re.I,
)
"""How a question begins, or a heading over answers."""
YEAR = re.compile(r"(19|20)\d\d")


def _is_wording(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether the row below a header of codes has the questions in words."""
    if len(rows) <= place + 2:
        return False
    pairs = [(c.strip(), w.strip()) for c, w in zip(rows[place - 1], rows[place], strict=False)]
    asked = [(code, words) for code, words in pairs if words.endswith(("?", ":"))]
    filled = sum(bool(words) for _, words in pairs)
    others = [cell for row in rows[place + 1 : place + 20] for cell in row if cell.strip()]
    numbered = all(NUMBERED.fullmatch(code) for code, _ in pairs)
    if not asked or not (numbered or 2 * len(asked) >= filled):
        return False
    if not all(CODE.fullmatch(code) for code, _ in asked):
        return False
    if numbered and any(
        cell and cell in (row[i] for row in rows[place + 1 : place + 20] if i < len(row))
        for i, cell in enumerate(rows[place])
    ):
        return False  # an answer that others gave too
    return sum(cell.strip().endswith("?") for cell in others) < 0.2 * len(others)


def _is_answer(head: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a header holds a number, date or address over a column of the same, or a sentence."""
    for cell in (c[:1000].strip() for c in head):
        told = STATEMENT.fullmatch(cell) or (len(head) == 1 and PLAIN_WORDS.fullmatch(cell))
        if told and not ASKING.match(cell):
            return True
    for place, cell in enumerate(head):
        if len(cell) > 200 or not TYPED.fullmatch(cell.strip()) or YEAR.fullmatch(cell.strip()):
            continue
        values = [row[place][:200].strip() for row in body[:50] if place < len(row) and row[place]]
        if values and all(TYPED.fullmatch(v) for v in values):
            return True
    return False


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Index of the header row: the first whose filled cells come near the usual width."""
    sample = rows[:40]
    filled = [sum(1 for cell in row if cell.strip()) for row in sample]
    usual = Counter(len(row) for row in sample).most_common(1)[0][0]
    width = max(filled, default=0)
    if width < 3:
        first = next((i for i, n in enumerate(filled) if n), 0)
        for i in range(first + 1, min(len(filled), 8)):
            apart = 0 in filled[first:i] or all(len(row) == 1 for row in sample[first:i])
            if width == 2 and filled[i] == 2 and max(filled[:i]) == 1 and apart:
                return i
        return first
    for i, n in enumerate(filled[:15]):
        if n >= max(2, 0.5 * min(usual, width)) and not is_title(sample[i], usual):
            return i
    return 0


def lay_out(
    grid: Grid,
    profile: str,
    header_rows: int,
    names: Sequence[str],
    labels: Sequence[str] = (),
) -> Layout:
    """Name the columns and square the rows to them.

    Short rows are filled with blanks; a row with words beyond the last column, or with the headings
    once more, is rejected.
    """
    body, empty = trim(grid.rows[header_rows:])
    names = _without_empty_end(names, body)
    width = max(len(names), 1)
    named, warnings = name_columns(names)
    if empty > 1:
        warnings.append(f"Left out at the end: {counted(empty, 'empty row')}.")
    rejected: dict[int, str] = {}
    rows: list[tuple[str, ...]] = []
    start, headings = tuple(names[:1]), tuple(map(clean, names))
    for number, row in enumerate(body, start=1):
        if row[:1] == start and len(named) > 1 and tuple(map(clean, row)) == headings:
            rejected[number] = "repeats the headings"
        if len(row) < width:
            row = row + ("",) * (width - len(row))
        elif len(row) > width:
            if any(cell.strip() for cell in row[width:]):
                rejected[number] = f"{len(row)} cells where the header has {width}"
            row = row[:width]
        rows.append(row)
    if rejected:
        first = next(iter(rejected))
        warnings.append(
            f"Left out as unreadable: {counted(len(rejected), 'row')} "
            f"(first: row {first}, {rejected[first]})."
        )
    told = [clean(label) for label in labels] + [""] * (width - len(labels))
    return Layout(
        profile=profile,
        header_rows=header_rows,
        names=named,
        labels=tuple(
            "" if label == name else label for label, name in zip(told, named, strict=False)
        ),
        rows=tuple(rows),
        rejected=rejected,
        warnings=tuple(warnings),
    )


def _without_empty_end(names: Sequence[str], body: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The headings without those at the end that are empty over empty columns."""
    end = len(names)
    while end > 1 and not clean(names[end - 1]):
        if any(len(row) >= end and row[end - 1].strip() for row in body):
            break
        end -= 1
    return tuple(names[:end])


def clean(name: str) -> str:
    """A heading on one line."""
    return SPACE.sub(" ", name.replace("\ufeff", "").replace("\u200b", "")).strip()


def name_columns(names: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Unique names: "column 3" for an empty heading, "x (2)" for the second x; and warnings."""
    seen: set[str] = set()
    result: list[str] = []
    again: list[str] = []
    for position, raw in enumerate(names, start=1):
        base = clean(raw) or f"column {position}"
        name, count = base, 1
        while name in seen:
            count += 1
            name = f"{base} ({count})"
        if count > 1:
            again.append(name)
        seen.add(name)
        result.append(name)
    warnings = []
    if again:
        shown = ", ".join(f"'{n[:60]}'" for n in again[:5])
        more = f" and {len(again) - 5} more" if len(again) > 5 else ""
        warnings.append(f"Headings that occur more than once are numbered: {shown}{more}.")
    return tuple(result), warnings
