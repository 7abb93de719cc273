"""Quotes: verbatim, by consent, one a person, another view kept, risks named, safe attribution."""

import datetime as dt
from collections import Counter

import numpy as np
import pytest

from insight.nlp import quotes
from insight.nlp.embed import HashEncoder
from insight.types import Assignment, Coded, Evidence, Response

AT = dt.datetime(2025, 5, 1, tzinfo=dt.UTC)


def coded(n, text, tone="neg", consent=True, groups=(("Age band", "25-34"),), who=None):
    response = Response(f"r{n:02}", "w", "q", who or f"p{n}", text, groups=groups, consent=consent)
    judged = Assignment(
        response.id, "noise", 0.9, True, (Evidence(0, 3, "model"),), "model:x@y", AT, tone
    )
    return Coded(response, (judged,), None)


def choose(items, each=3):
    vectors = HashEncoder().encode([c.response.text for c in items])
    return quotes.select(items, vectors, ["noise", "drugs"], each)


SAID = (
    "Loud music again at night keeps me awake",
    "Every weekend the pub garden shouts until two in the morning",
    "Engines revving under our bedroom window after midnight",
    "My baby cannot sleep because of drums from downstairs",
    "The karaoke next door shakes the wall on Sundays",
    "Barking dogs and slamming doors all evening long",
    "Building works start before six with drills",
    "Teenagers scream below the balcony when clubs close",
    "A neighbour plays bass so low that plates rattle",
    "Fireworks went off in the yard for three hours",
    "Bottle bins are emptied at dawn behind my kitchen",
    "Buskers with amplifiers drown our telephone calls",
)
"""Complaints of one thing in words of their own."""


def crowd(n=12):
    return [coded(i, SAID[i % 12]) for i in range(n)]


def test_quotes_are_verbatim_and_one_a_person():
    items = [*crowd(), coded(20, "Loud music again and the same loud people at night", who="p1")]
    found = choose(items)
    texts = {c.response.id: c.response.text for c in items}
    people = {c.response.id: c.response.respondent for c in items}
    assert len(found) == 3
    assert all(texts[q.response][q.start : q.end] == q.text for q in found)
    assert len({people[q.response] for q in found}) == 3
    assert {q.theme for q in found} == {"noise"}
    assert all(q.why for q in found)


def test_nobody_who_refused_is_quoted():
    items = [
        coded(i, f"Noise from the pub garden until {i} in the night", consent=False)
        for i in range(9)
    ]
    assert choose(items) == ()


def test_another_view_has_a_place():
    items = [
        *crowd(),
        *(coded(30 + i, f"It is so much quieter here since month {i}", "pos") for i in range(3)),
    ]
    found = choose(items)
    assert any("another view: positive" in q.why for q in found)


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("My number is [phone removed] if the noise starts again", "removed personal detail"),
        ("The noise comes from flat 12 almost every single night", "one address"),
    ],
)
def test_risks_are_named_and_come_last(text, risk):
    items = [*crowd(), coded(40, text)]
    found = choose(items, each=13)
    assert found[-1].text == text
    assert risk in found[-1].risks[0]


def test_long_response_is_cut_to_clauses_around_its_evidence():
    text = (
        "I moved here in spring. " * 12
        + "The drills start at six in the morning. "
        + "Bye now then. " * 12
    )
    at = text.index("The drills")
    response = Response("a", "w", "q", "p", text)
    judged = Assignment("a", "noise", 0.9, True, (Evidence(at, at + 5, "model"),), "m", AT, "neg")
    (quote,) = quotes.select(
        [Coded(response, (judged,), None)], np.ones((1, 2), np.float32), ["noise"]
    )
    assert "The drills start at six in the morning." in quote.text
    assert len(quote.text.split()) <= quotes.LONGEST
    assert text[quote.start : quote.end] == quote.text


@pytest.mark.parametrize(
    ("people", "expected"),
    [(12, "resident, 25-34"), (9, "resident")],
)
def test_attribution_is_no_finer_than_is_safe(people, expected):
    response = coded(1, "x").response
    assert quotes.attribution(response, {("Age band", "25-34"): people}) == expected


PEOPLE = {("Ward", "Hill"): 80, ("Ward", "Quay"): 6}
NAMES = Counter({"Kestrel": 1, "Tidewell": 40})


@pytest.mark.parametrize(
    ("text", "ward", "found"),
    [
        ("Loud music outside Tidewell station", "Hill", ()),
        ("Loud music outside Kestrel House", "Hill", ()),
        ("My daughter is afraid of the noise", "Hill", ()),
        ("Loud music all night", "Quay", ()),
        (
            "Loud music outside Kestrel House",
            "Quay",
            ("names “Kestrel”", "small group (Ward: Quay"),
        ),
        ("I use a wheelchair and the music is loud", "Quay", ("small group", "tells of health")),
        ("My daughter hears it from Kestrel House", "Hill", ("names “Kestrel”", "tells of family")),
        (
            "As a nurse near Kestrel I hear it all, as a nurse would",
            "Quay",
            ("names “Kestrel”", "small group", "tells of who they are"),
        ),
        ("It happens 3 times a night", "Hill", ()),
        (
            "It comes from 14 Harbour Road",
            "Hill",
            ("one address (“14 Harbour”)", "names “Harbour”"),
        ),
        ("Ask [removed] about it", "Hill", ("removed personal detail",)),
    ],
)
def test_one_sign_is_harmless_two_together_are_a_risk(text, ward, found):
    response = coded(1, text, groups=(("Ward", ward),)).response
    risks = quotes.risks(text, response, PEOPLE, NAMES)
    assert len(risks) == len(found)
    assert all(sign in risk for sign, risk in zip(found, risks, strict=True))


def test_where_consent_was_asked_only_who_gave_it_is_quoted():
    items = [coded(i, SAID[i], consent=(True, None)[i % 2]) for i in range(8)]
    assert {q.response for q in choose(items, each=8)} == {"r00", "r02", "r04", "r06"}


def test_a_quote_from_another_group_says_so():
    items = [
        coded(i, SAID[i % 12], groups=(("Ward", w),))
        for i, w in enumerate(["Hill"] * 12 + ["Quay"] * 12)
    ]
    assert "from another ward than the quotes above" in choose(items)[1].why


def test_the_same_words_are_no_second_quote():
    items = [coded(i, f"Loud music again at night keeps me and {i} others awake") for i in range(9)]
    assert len(choose([*items, coded(20, SAID[1])])) == 2
