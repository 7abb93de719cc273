"""Reads dates as people, exports and machines write them; says when day and month are unclear."""

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

CLOCKS: tuple[tuple[str, float, float, float], ...] = (
    ("seconds since 1970", 1, 946_684_800, 2_147_483_647),
    ("milliseconds since 1970", 1e3, 946_684_800_000, 2_147_483_647_000),
    ("microseconds since 1970", 1e6, 946_684_800e6, 2_147_483_647e6),
    ("nanoseconds since 1970", 1e9, 946_684_800e9, 2_147_483_647e9),
    ("days since 1900, as spreadsheets count", 0, 36_526, 54_788),
)
"""How machines count time: name, ticks a second (0: days), and the bounds of 2000 to 2038."""
COUNT = re.compile(r"\d{5,19}(?:\.\d{1,12})?")
COMPACT = re.compile(r"(19[89]\d|20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:T?\d{4,6}Z?)?")


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


def clocked(text: str) -> tuple[str, dt.date] | None:
    """The date behind a machine's count, such as 1709633472000 or 20240305, and how it counts.

    Any number of that size would do: ask only of a column whose heading speaks of time. The day is
    the one in Greenwich.
    """
    text = text.strip()
    if found := COMPACT.fullmatch(text):
        written = _date(int(found[1]), int(found[2]), int(found[3]))
        return ("year, month and day without gaps", written) if written else None
    if not COUNT.fullmatch(text):
        return None
    number = float(text)
    for name, ticks, low, high in CLOCKS:
        if low <= number <= high:
            if ticks:
                return name, dt.datetime.fromtimestamp(number / ticks, dt.UTC).date()
            return name, dt.date(1899, 12, 30) + dt.timedelta(days=int(number))
    return None


def parse(text: str, order: Order) -> dt.date | None:
    """The date, or None where there is none or it does not exist; `order` settles 03/04/2024.

    A date that exists in the other order alone, such as 31/05/2024 with the month first, is that.
    """
    found = parts(text)
    if found is None:
        count = clocked(text)
        return count[1] if count else None
    kind, a, b, c = found
    if kind == "ymd":
        return _date(a, b, c)
    as_day, as_month = _date(c, b, a), _date(c, a, b)
    return (as_day or as_month) if order == "day" else (as_month or as_day)


def is_turned(text: str, order: Order) -> bool:
    """Whether a date exists, but only in the other order than the one that is read."""
    found = parts(text)
    if found is None or found[0] == "ymd":
        return False
    month = found[2] if order == "day" else found[1]
    return month > 12 and parse(text, order) is not None


def are_dates(values: Iterable[str]) -> bool:
    """Whether most of what is written may be a date; so may a column with nothing in it."""
    filled = [v for v in values if v.strip()]
    return 2 * sum(1 for v in filled if parts(v) or clocked(v)) >= len(filled)


def order_of(
    values: Iterable[str],
) -> tuple[Order | Literal["either", "mixed", "none"], tuple[str, ...]]:
    """Whether day or month comes first, with up to three examples of dates that could be both.

    "none" where no date needs to know, "either" where nothing tells, "mixed" where dates that
    could be both stand among dates of either order, the rarer one in five or more. Below that, the
    commoner order is taken.
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
    if unclear and min(day, month) >= 0.2 * (day + month) > 0:
        return "mixed", tuple(unclear)
    if day or month:
        return ("day" if day >= month else "month"), tuple(unclear)
    return ("either" if unclear else "none"), tuple(unclear)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else 2000 + year if year < 70 else 1900 + year
