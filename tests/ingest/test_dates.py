"""Dates as written, and the question of day or month."""

from __future__ import annotations

import datetime as dt

import pytest

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
        ("31/02/2024", "day", None),
        ("13/13/2024", "day", None),
        ("007", "day", None),
        ("2024", "day", None),
        ("12 Roman Road", "day", None),
        ("1518501496471", "day", None),
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
    ],
)
def test_order(values: list[str], expected: str) -> None:
    assert dates.order_of(values)[0] == expected
