"""Dates as written, and the question of day or month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from insight import ingest
from insight.ingest import dates

D = dt.date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2024-03-05", "", D),
        ("2024-03-05T10:11:12Z", "", D),
        ("2024/03/05 10:11:12 AM GMT+1", "", D),
        ("05/03/2024", "day", D),
        ("03/05/2024", "month", D),
        ("05/03/24 10:12", "day", D),
        ("5.3.2024", "day", D),
        ("5 March 2024", "", D),
        ("5th of Mar 2024, 10:12", "", D),
        ("March 5, 2024 3:04 PM", "", D),
        ("Tue Mar 05 12:58:16 WIB 2024", "", D),
        ("Tuesday 5 March 2024", "", D),
        ("31/12/2024", "month", dt.date(2024, 12, 31)),
        ("31/02/2024", "day", None),
        ("13/13/2024", "day", None),
        ("007", "day", None),
        ("2024", "day", None),
        ("12 Roman Road", "day", None),
        ("1709633472", "", D),
        ("1709633472000", "", D),
        ("1709633472000123", "", D),
        ("45356", "", D),
        ("45356.4249", "", D),
        ("20240305", "", D),
        ("20240305T101112Z", "", D),
        ("20241305", "", None),
        ("118234567890", "", None),
        ("9" * 19, "", None),
        ("", "day", None),
    ],
)
def test_parse(text: str, order: dates.Order, expected: dt.date | None) -> None:
    assert dates.parse(text, order) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["03/04/2024", "13/04/2024"], "day"),
        (["03/04/2024", "04/13/2024"], "month"),
        (["03/04/2024", "05/06/2024"], "either"),
        (["05/05/2024", "06/06/2024"], "none"),
        (["2024-03-04"], "none"),
        ([], "none"),
        (["25/04/2024", "26/04/2024", "04/27/2024"], "day"),
        (["25/04/2024", "26/04/2024", "04/27/2024", "03/04/2024"], "mixed"),
        (["25/04/2024"] * 9 + ["04/27/2024", "03/04/2024"], "day"),
    ],
)
def test_order(values: list[str], expected: str) -> None:
    assert dates.order_of(values)[0] == expected


def test_a_date_that_exists_one_way_only_is_read_so_and_said(file: Callable[..., Path]) -> None:
    days = [f"{n}/05/2024" for n in range(13, 26)] + ["05/31/2024", "31/31/2024"]
    rows = "".join(f"{n},{day},The lights are out again at {n}\n" for n, day in enumerate(days))
    wave, _ = ingest.read(file("a.csv", f"id,Date,comment\n{rows}"), "w")
    assert [r.date for r in wave.records[-2:]] == [dt.date(2024, 5, 31), None]
    warnings = " ".join(wave.source.warnings)
    assert "Read with the month first, unlike the rest: 1 date such as 05/31/2024." in warnings
    assert "Left blank: 1 date that cannot be read." in warnings
