"""Findings: people counted once, shares of the right people, the answer in words by rule."""

import dataclasses
import datetime as dt

import numpy as np
import pytest

from insight import answer, codebook, findings, stats
from insight.types import Assignment, Audited, Coded, Estimate, Ledger, Reading, Response, Source

AT = dt.datetime(2025, 5, 1, tzinfo=dt.UTC)
BOOK = codebook.make(
    "b",
    [
        {"key": "noise", "name": "Noise nuisance", "parent": "ASB"},
        {"key": "drugs", "name": "Drug dealing", "parent": "Drugs"},
        {"key": "asb", "name": "ASB (general)", "parent": "ASB"},
    ],
)
SOURCE = Source("f.csv", "0" * 64, "csv", "utf-8", ",", 1, 100, ())


def coded(who, themes, question="Q1", ward="North", by="model:m@b", ask=False):
    r = Response(f"{who}-{question}", "w", question, who, "text", groups=(("Ward", ward),))
    judged = tuple(Assignment(r.id, k, 0.9, True, (), by, AT, "neg") for k in themes)
    return Coded(r, judged, Reading(r.id, "neg", 0.9, ask, 0.9, None, by, AT))


def compute(items):
    return findings.compute(
        "w", "survey", findings.marks(items), SOURCE, Ledger(9, 9, ()), BOOK, "m"
    )


def test_a_person_counts_once_and_questions_have_their_own_base():
    found = compute(
        [
            coded("a", ["noise"]),
            coded("a", ["noise"], "Q2"),
            coded("b", []),
            coded("c", ["drugs"], "Q2"),
        ]
    )
    noise = next(t for t in found.themes if t.theme.key == "noise")
    assert (noise.share.count, noise.share.n, noise.responses) == (1, 3, 2)
    assert {q: (e.count, e.n) for q, e in noise.by_question} == {"Q1": (1, 2), "Q2": (1, 2)}
    assert (found.respondents, found.responses, found.uncoded) == (3, 4, 1)


def test_parents_count_people_not_codes():
    found = compute([coded("a", ["noise", "asb"]), coded("b", ["asb"]), coded("c", [])])
    assert {name: e.count for name, e in found.parents} == {"ASB": 2, "Drugs": 0}


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ({"North": 12, "South": 11}, {"North": 24, "South": 22}),
        # Quay is of too few; and so would be the whole less North and South.
        ({"North": 12, "South": 11, "Quay": 3}, {"North": 24, "South": None, "Quay": None}),
        ({"North": 12, "South": 11, "Quay": 3, "": 7}, {"North": 24, "South": 22, "Quay": None}),
        ({"North": 9, "South": 9}, {"North": None, "South": None}),
        ({"North": 12, "Quay": 9}, {"North": None, "Quay": None}),
    ],
)
def test_sizes_give_no_group_of_few_people_away(people, shown):
    answers = [
        dataclasses.replace(item, response=dataclasses.replace(item.response, groups=groups))
        for ward, n in people.items()
        for groups in [(("Ward", ward),) if ward else ()]
        for i in range(n)
        for item in (coded(f"{ward}{i}", []), coded(f"{ward}{i}", [], "Q2"))
    ]
    asked, groups = findings.sizes(findings.marks(answers))
    assert groups == {"Ward": shown}
    assert asked == {"Q1": sum(people.values()), "Q2": sum(people.values())}


def test_groups_are_their_own_base():
    found = compute([coded("a", ["noise"]), coded("b", [], ward="South"), coded("c", [], ward="")])
    noise = next(t for t in found.themes if t.theme.key == "noise")
    assert {v: (e.count, e.n) for v, e in dict(noise.groups)["Ward"]} == {
        "North": (1, 1),
        "South": (0, 1),
    }


def test_a_theme_that_few_of_a_group_raise_is_left_out_of_its_figures():
    north = [coded(f"n{i}", ["noise"] if i < 20 else ["drugs"]) for i in range(40)]
    south = [coded(f"s{i}", ["noise"] if i < 3 else ["drugs"], ward="South") for i in range(40)]
    whole = compute([*north, *south])

    def part(items, ward):
        return findings.compute(
            *("w", "survey", findings.marks(items), SOURCE, Ledger(9, 9, ()), BOOK, "m"),
            within=[(whole, "Ward", ward)],
        )

    for items, ward in ((north, "North"), (south, "South")):
        found = part(items, ward)
        assert "noise" not in {t.theme.key for t in found.themes}, ward
        assert found.withheld == 1
        assert "noise" not in " ".join(found.sentences)
        assert found.parents == (), "nor are groups of themes"
    assert {t.theme.key for t in part(south, "South").themes} == {"asb", "drugs"}


def test_reviewed_counts_what_people_judged():
    assert compute([coded("a", ["noise"], by="user:eve"), coded("b", ["noise"])]).reviewed == 1


def audited(judged, right=10, missed=6):
    """100 people; the machine heard noise from 40, and people judged the first `judged`."""
    truth = [right > n or 40 <= n < 40 + missed or n > 60 for n in range(100)]
    marks = findings.marks([coded(f"p{n}", ["noise"] if t else []) for n, t in enumerate(truth)])
    machine = np.array([[n < 40 for n in range(100)]])
    held = Audited(np.arange(judged), ("noise",), machine)
    return findings.compute(
        "w",
        "survey",
        dataclasses.replace(marks, audited=held),
        *(SOURCE, Ledger(9, 9, ()), BOOK, "m"),
    )


def test_an_audit_corrects_the_share_of_all():
    found = audited(60)
    noise = next(t for t in found.audit.themes if t.key == "noise")
    assert (found.audit.audited, found.audit.respondents) == (60, 100)
    assert (noise.coded, noise.heard, noise.right) == (40, 40, 10)
    assert (noise.unheard, noise.missed) == (20, 6)
    assert noise.share == stats.corrected(40, 100, 10, 40, 6, 20)
    assert noise.share.value == pytest.approx(0.4 * 0.25 + 0.6 * 0.3)
    assert any(
        "60 respondents drawn at random, noise nuisance comes to 28%" in s for s in found.sentences
    )


def test_of_a_theme_with_too_few_audited_no_share_is_corrected():
    drugs = next(t for t in audited(60).audit.themes if t.key == "drugs")
    assert (drugs.heard, drugs.unheard, drugs.share) == (0, 60, None)


def test_an_audit_of_few_says_nothing_and_a_part_of_a_wave_has_none():
    assert audited(findings.AUDITED - 1).audit is None
    marks = findings.marks([coded("a", [])])
    whole = dataclasses.replace(marks, audited=Audited(np.array([0]), (), np.zeros((0, 1), bool)))
    assert findings.only(whole, np.array([0])).audited is None


def test_the_answer_says_whether_the_lead_is_sure():
    sure = [
        coded(f"p{i}", ["noise"] if i < 40 else ["drugs"] if i < 50 else []) for i in range(100)
    ]
    close = [
        coded(f"p{i}", ["noise"] if i < 30 else ["drugs"] if i < 55 else []) for i in range(100)
    ]
    first, second, *_ = compute(sure).sentences
    assert first.startswith("About 4 in 10 respondents (40%, 95% CI 31–50%) raised noise nuisance")
    assert second == "That is significantly more than drug dealing (10%, 95% CI 6–17%)."
    assert "chance alone could explain the difference" in compute(close).sentences[1]


@pytest.mark.parametrize(
    ("items", "start"),
    [
        ([coded(f"p{i}", ["noise"]) for i in range(12)], "Noise nuisance was raised by 12 of 12"),
        ([coded(f"p{i}", []) for i in range(40)], "None of the 40 respondents raised"),
    ],
)
def test_few_people_and_no_theme(items, start):
    assert compute(items).sentences[0].startswith(start)


def said(counts, n=100, p=1.0, **more):
    """The sentences of themes raised by so many of n people."""
    first = compute([coded("a", ["noise"], ask=True)]).themes[0]
    themes = [
        dataclasses.replace(
            first,
            theme=dataclasses.replace(first.theme, key=name, name=name),
            share=stats.share(count, n),
        )
        for name, count in counts.items()
    ]
    return answer.sentences(themes, lambda a, b: p, n, **more)


def test_themes_that_as_many_raise_are_named_together():
    lead, then, *_ = said({"Litter": 30, "Drugs": 30, "Noise": 9, "Begging": 9})
    assert lead.endswith("raised litter, and as many drugs.")
    assert then.startswith("Next come noise and begging (each 9%, 95% CI 5–16%); chance alone")
    assert said({"Litter": 30, "Noise": 9, "Begging": 9}, p=0.01)[1].startswith(
        "That is significantly more than noise and begging (each 9%"
    )
    many = said({"Litter": 30, **{f"T{i}": 9 for i in range(5)}})[1]
    assert many.startswith("Next come T0 and 4 other themes (each 9%")
    few, *_ = said({"Litter": 5, "Drugs": 5}, n=20)
    assert few.startswith("Litter and drugs were each raised by 5 of 20 respondents, more than")


def test_of_a_group_no_more_is_claimed_than_may_be_shown():
    lead, then, *rest = said({"Litter": 30, "Noise": 9}, withheld=3, of_group=True)
    assert lead.endswith("more than any other theme that can be shown here.")
    assert then.startswith("Next of those shown comes noise")
    assert not any("Requests" in sentence for sentence in rest)
    assert any("Requests" in sentence for sentence in said({"Litter": 30}))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.02, "Fewer than 1 in 20"),
        (0.07, "About 1 in 14"),
        (0.1, "About 1 in 10"),
        (0.2, "About 1 in 5"),
        (11 / 63, "About 1 in 6"),
        (0.24, "About a quarter of"),
        (0.3, "About 3 in 10"),
        (0.33, "About a third of"),
        (0.41, "About 4 in 10"),
        (0.5, "About half of"),
        (0.97, "Nearly all"),
        (1.0, "All"),
    ],
)
def test_shares_in_words(value, words):
    assert answer.about(Estimate(value, 0, 1, 1, 1, 0.95, "Wilson")) == words


def test_themes_that_are_held_back_are_not_said_to_be_raised_by_nobody() -> None:
    (said,) = answer.sentences((), lambda a, b: 1.0, 11, withheld=11)
    assert "None" not in said
    assert said.startswith("What the 11 respondents raised cannot be shown")
