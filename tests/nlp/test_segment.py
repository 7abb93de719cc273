"""Clauses: verbatim, in order, disjoint."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.nlp.segment import segment, split
from insight.types import Response


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Drugs. Noise!", ["Drugs.", "Noise!"]),
        ("Mr. Ali of St. Johns is angry.", ["Mr. Ali of St. Johns is angry."]),
        ("litter; dog mess\ndealers", ["litter;", "dog mess", "dealers"]),
        (
            "There are dealers in the stairwell every single night of the week, but the council "
            "never comes and nobody answers the phone",
            [
                "There are dealers in the stairwell every single night of the week,",
                "but the council never comes",
                "and nobody answers the phone",
            ],
        ),
        ("…!!! 👍", []),
        ("", []),
    ],
)
def test_clauses(text, clauses):
    assert [text[a:b] for a, b in split(text)] == clauses


@given(st.text(max_size=400))
def test_clauses_are_disjoint_in_order_and_trimmed(text):
    end = 0
    for start, stop in split(text):
        assert end <= start < stop <= len(text)
        assert text[start:stop] == text[start:stop].strip()
        end = stop


def test_nothing_vanishes():
    responses = [Response(str(i), "w", "q", "r", t) for i, t in enumerate(["Noise.", "…", "A. B."])]
    done, skipped = segment(responses)
    assert {s.response for s in done} | {s.id for s in skipped} == {"0", "1", "2"}
    assert [(s.id, s.reason) for s in skipped] == [("1", "no words")]
    by_id = {r.id: r for r in responses}
    assert all(by_id[s.response].text[s.start : s.end] == s.text for s in done)
