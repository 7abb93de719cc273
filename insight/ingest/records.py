"""From laid-out rows with roles to records, and a reason for every answer left out."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from insight.ingest import dates
from insight.ingest.answers import is_blank, is_lost, is_non_answer, is_test, normal
from insight.ingest.dates import Order
from insight.ingest.grid import counted
from insight.ingest.layout import Layout, clean
from insight.ingest.options import split
from insight.types import Column, Record, Skipped

REASONS: dict[str, str] = {
    "blank": "nothing was written",
    "non-answer": "says nothing of its own, such as N/A, none or as above",
    "duplicate": "the same respondent gave the same answer before",
    "test": "a trial or preview of the form",
    "incomplete": "the form was never submitted",
    "not consented": "the respondent did not agree to this use",
    "unreadable": "the row does not fit the columns, or a spreadsheet left an error",
    "facilitator": "said by who led the session",
}
"""Every reason for which an answer is left out while reading."""

STAGE = "read"
NONES = frozenset({"none", "nothing", "no", "nil", "none at all", "nothing at all"})
"""Whole answers that say nothing, save where the question asks whether there is anything."""

YES = (
    *("yes", "i agree", "agree", "i consent", "consent", "publish", "i am happy", "i'm happy"),
    *("happy", "you can", "you may", "quote", "i give", "sure", "i understand", "i am willing"),
)
"""How agreement begins."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What reading gives: received == len(records) + len(skipped)."""

    records: tuple[Record, ...]
    skipped: tuple[Skipped, ...]
    received: int
    respondents: int
    warnings: tuple[str, ...] = ()


def collect(
    layout: Layout, columns: Sequence[Column], order: Order, consent_required: bool = False
) -> Answers:
    """Make a record of every answer to every open question, in the order of the rows.

    received is rows × open questions. An answer is left out for the first of: the row's own reason
    (test, incomplete, unreadable), no consent where it is required, blank, non-answer, test, and
    duplicate: the same respondent id with the same words to the same question.
    """
    by_role: dict[str, list[int]] = {}
    for i, column in enumerate(columns):
        by_role.setdefault(column.role, []).append(i)
    open_at = by_role.get("open", [])
    groups_at = by_role.get("group", [])
    date_at, consent_at, weight_at = (
        by_role[r][0] if by_role.get(r) else None for r in ("date", "consent", "weight")
    )
    people, has_id = respondents(layout, by_role.get("id", [None])[0], open_at)
    titles = [columns[i].title for i in open_at]
    records: list[Record] = []
    skipped: list[Skipped] = []
    seen: set[tuple[str, int, str]] = set()
    bad_dates = bad_weights = lost = 0
    nones: Counter[int] = Counter()
    turned: list[str] = []
    for number, (row, person) in enumerate(zip(layout.rows, people, strict=True), start=1):
        reason = layout.excluded.get(number) or ("unreadable" if number in layout.rejected else "")
        consent = consent_of(row[consent_at]) if consent_at is not None else None
        if not reason and consent_required and consent_at is not None and not consent:
            reason = "not consented"
        date: dt.date | None = None
        if date_at is not None and row[date_at].strip():
            date = dates.parse(row[date_at], order or "day")
            bad_dates += date is None
            if dates.is_turned(row[date_at], order or "day"):
                turned.append(clean(row[date_at]))
        weight = 1.0
        if weight_at is not None:
            found = _weight(row[weight_at])
            bad_weights += found is None
            weight = 1.0 if found is None else found
        groups = tuple(
            (columns[i].title, value) for i in groups_at if (value := _group(layout, i, row[i]))
        )
        for place, i in enumerate(open_at):
            text = row[i]
            why = (
                reason
                or layout.cells.get((number, i))
                or ("blank" if is_blank(text) else "")
                or ("unreadable" if is_lost(text) else "")
                or ("test" if is_test(text) else "")
                or ("non-answer" if is_non_answer(text) else "")
            )
            if not why and has_id[number - 1]:
                key = (person, i, text.strip())
                if key in seen:
                    why = "duplicate"
                seen.add(key)
            if why:
                skipped.append(Skipped(f"row {number} · q{place + 1}", STAGE, why))
                lost += not reason and is_lost(text)
                nones[place] += why == "non-answer" and normal(text) in NONES
            else:
                records.append(
                    Record(titles[place], person, number, text, groups, date, consent, weight)
                )
    warnings = []
    if bad_dates:
        warnings.append(f"Left blank: {counted(bad_dates, 'date')} that cannot be read.")
    if turned:
        first, other = ("day", "month") if (order or "day") == "day" else ("month", "day")
        warnings.append(
            f"Read with the {other} first, unlike the rest: {counted(len(turned), 'date')} such as "
            f"{turned[0]}. If dates with the {first} first are not what you expect, settle it by "
            f'[dates] order = "{other}".'
        )
    for place, i in enumerate(open_at):
        filled = sum(not is_blank(row[i]) for row in layout.rows)
        if nones[place] >= max(10, 0.1 * filled):
            warnings.append(
                f"Only none, nothing or no is what {nones[place]:,} of {filled:,} wrote to "
                f"'{titles[place]}': non-answers in the ledger, but to some questions an answer."
            )
    if lost:
        warnings.append(
            f"Lost before this file was made: {counted(lost, 'answer')} that a spreadsheet took "
            "for a formula (#NAME? and the like). Look them up in the original."
        )
    if bad_weights:
        warnings.append(
            f"Counted as 1: {counted(bad_weights, 'weight')} that are not numbers from 0."
        )
    return Answers(
        records=tuple(records),
        skipped=tuple(skipped),
        received=len(layout.rows) * len(open_at),
        respondents=len({r.respondent for r in records}),
        warnings=tuple(warnings),
    )


def excluded(skipped: Sequence[Skipped]) -> tuple[tuple[str, int], ...]:
    """How many answers each reason left out, in the order of `REASONS`."""
    counts = Counter(s.reason for s in skipped)
    return tuple((reason, counts[reason]) for reason in REASONS if counts[reason])


def respondents(
    layout: Layout, id_at: int | None, open_at: Sequence[int]
) -> tuple[list[str], list[bool]]:
    """Who gave each row, and whether the file says so.

    The id where there is one (an e-mail address as id is hashed). Else a hash of the answers in
    the person's own words: the same whatever else is added to the file or put right in it, and in
    whatever order rows and columns come. People who wrote the same words are numbered by the rest
    of their rows.
    """
    places = sorted(range(len(layout.names)), key=layout.names.__getitem__)
    names: list[str] = []
    given: list[bool] = []
    alike: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for n, row in enumerate(layout.rows):
        own = clean(row[id_at]) if id_at is not None else ""
        given.append(bool(own))
        if own:
            names.append(_hash(own) if "@" in own else own)
            continue
        said = [p for p in places if p in open_at]
        names.append(_hash(_written(layout.names, row, said)))
        alike[names[-1]].append((_written(layout.names, row, places), n))
    for base, rows in alike.items():
        for count, (_, n) in enumerate(sorted(rows)[1:], start=2):
            names[n] = f"{base}-{count}"
    return names, given


def _written(names: Sequence[str], row: Sequence[str], places: Sequence[int]) -> str:
    """What a row holds under some columns, those without anything left out."""
    return "\x1e".join(f"{names[p]}\x1f{row[p]}" for p in places if row[p].strip())


def consent_of(text: str) -> bool | None:
    """Yes or no to a question of consent; None where it is not answered or cannot be told."""
    plain = clean(text).casefold().strip(" .!")
    if not plain:
        return None
    if plain in {"0", "n", "false", "unchecked", "not selected", "declined", "opt out"}:
        return False
    if plain.startswith(
        ("no", "do not", "don't", "dont", "i do not", "i don't", "i dont", "refuse")
    ):
        return False
    if plain in {"1", "y", "true", "checked", "selected", "x", "ticked", "on", "ok", "opt in"}:
        return True
    if any(n in plain for n in (" not ", "n't ", "without my consent", "keep private")):
        return False
    return True if plain.startswith(YES) else None


def _group(layout: Layout, place: int, cell: str) -> str:
    """A group's value; several ticked ones joined by "; "."""
    if place in layout.multi and cell.strip():
        return "; ".join(map(clean, split(cell, *layout.multi[place])))
    return "" if is_lost(cell) else clean(cell)


def _weight(text: str) -> float | None:
    try:
        value = float(text.replace(",", "").strip())
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def _hash(text: str) -> str:
    return "r" + hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
