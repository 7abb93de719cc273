"""Frames: typed, one row a response, shares as in the report."""

import datetime as dt
import io

import pandas as pd

from insight import frames, stats
from insight.types import Assignment, Coded, Reading, Response

AT = dt.datetime(2025, 5, 1, tzinfo=dt.UTC)


def coded(n, who, ward, *themes):
    r = Response(f"r{n}", "w", "q", who, "=1+1", groups=(("Ward", ward),), date=dt.date(2025, 5, n))
    judged = tuple(Assignment(r.id, k, 0.9, True, (), "model:x@y", AT, "neg") for k in themes)
    return Coded(r, judged, Reading(r.id, "neg", 0.9, True, 0.8, None, "model:x@y", AT))


ROWS = [
    coded(1, "a", "North", "noise"),
    coded(2, "a", "North", "noise", "drugs"),
    coded(3, "b", "North"),
    coded(4, "c", "South", "drugs"),
]


def test_one_row_a_response_with_types():
    frame = frames.responses(ROWS)
    assert len(frame) == 4
    assert frame["theme:noise"].tolist() == [True, True, False, False]
    assert str(frame["date"].dtype).startswith("datetime64")
    assert str(frame["group:Ward"].dtype) == "category"
    assert frames.responses([]).empty


def test_a_person_counts_once_and_the_group_is_the_base():
    table = frames.prevalence(frames.responses(ROWS)).set_index("theme")
    assert (table.loc["noise", "count"], table.loc["noise", "n"]) == (1, 3)
    by = frames.prevalence(frames.responses(ROWS), "group:Ward").set_index(["theme", "value"])
    assert (by.loc[("drugs", "North"), "count"], by.loc[("drugs", "North"), "n"]) == (1, 2)
    assert by.loc[("drugs", "South"), "low"] == stats.share(1, 1).low


def test_parquet_round_trip():
    again = pd.read_parquet(io.BytesIO(frames.as_parquet(ROWS)))
    assert again["text"].tolist() == ["=1+1"] * 4
    assert again["theme:drugs"].sum() == 2
