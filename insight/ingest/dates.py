"""Reads dates as people and exports write them; says when day and month cannot be told apart."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Literal

Order = Literal["", "day", "month"]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DAYS = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_TIME = (
    r"(?:,?[\sT]+(?:at\s+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?"
    r"\s*(?:Z|[A-Z]{2,5}(?:[+-]\d{1,2})?|[+-]\d{2}:?\d{2})?)?"
)
ISO = re.compile(rf"{_DAYS}(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", re.I)
NUMBERS = re.compile(rf"{_DAYS}(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d{{2}}){_TIME}", re.I)
DAY_MONTH = re.compile(
    rf"{_DAYS}(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?([A-Za-z]{{3,9}})\.?,?[\s-]+(\d{{4}}|\d{{2}}){_TIME}",
    re.I,
)
MONTH_DAY = re.compile(
    rf"{_DAYS}([A-Za-z]{{3,9}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}", re.I
)
UNIX = re.compile(
    rf"{_DAYS}([A-Za-z]{{3}})\s+(\d{{1,2}})\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?\s+(?:[A-Z]{{2,5}}\s+)?(\d{{4}})",
    re.I,
)


def parts(text: str) -> tuple[str, int, int, int] | None:
    """What a date is made of: ("ymd" | "numbers", …); None where it is not a date.

    "ymd" carries year, month, day. "numbers" carries first, second, year: which of the first two
    is the day is not known yet.
    """
    text = text.strip()
    if not 6 <= len(text) <= 60 or not any(c.isdigit() for c in text):
        return None
    if found := ISO.fullmatch(text):
        return "ymd", int(found[1]), int(found[2]), int(found[3])
    if found := NUMBERS.fullmatch(text):
        return "numbers", int(found[1]), int(found[2]), _year(found[3])
    for pattern, month, day in ((DAY_MONTH, 2, 1), (MONTH_DAY, 1, 2), (UNIX, 1, 2)):
        found = pattern.fullmatch(text)
        if found and found[month].lower() in MONTHS:
            return "ymd", _year(found[3]), MONTHS[found[month].lower()], int(found[day])
    return None


def parse(text: str, order: Order) -> dt.date | None:
    """The date, or None where there is none or it does not exist; `order` settles 03/04/2024."""
    found = parts(text)
    if found is None:
        return None
    kind, a, b, c = found
    year, month, day = (a, b, c) if kind == "ymd" else (c, b, a) if order == "day" else (c, a, b)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def order_of(values: Iterable[str]) -> tuple[Order | Literal["either", "none"], tuple[str, ...]]:
    """Whether day or month comes first, with up to three examples of dates that could be both.

    "none" where no date needs to know, "either" where nothing tells. Where both orders are seen,
    the commoner one is taken.
    """
    day = month = 0
    unclear: list[str] = []
    for value in values:
        found = parts(value)
        if found is None or found[0] == "ymd":
            continue
        _, first, second, _ = found
        if first > 12:
            day += 1
        elif second > 12:
            month += 1
        elif first != second and value not in unclear and len(unclear) < 3:
            unclear.append(value)
    if not unclear and not day and not month:
        return "none", ()
    if day or month:
        return ("day" if day >= month else "month"), tuple(unclear)
    return ("either" if unclear else "none"), tuple(unclear)


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else 2000 + year if year < 70 else 1900 + year
