"""How figures and residents' words are put in print."""

import collections
import datetime as dt
import itertools

import pytest

from insight import words
from insight.errors import UsageError
from tests.report.example import wilson


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0.0, "0%"),
        (0.004, "<1%"),
        (0.005, "1%"),
        (0.145, "15%"),
        (0.41, "41%"),
        (0.994, "99%"),
        (0.996, ">99%"),
        (1.0, "100%"),
    ],
)
def test_percent_rounds_halves_up_and_never_says_none_or_all_of_some(value, printed):
    assert words.percent(value) == printed


@pytest.mark.parametrize(
    ("count", "n", "printed"),
    [
        (172, 420, "41% (36–46%)"),
        (0, 420, "0% (0–1%)"),
        (3, 7, "3 of 7"),
        (9, 9, "9 of 9"),
        (5, 10, "50% (24–76%)"),
        (1200, 3000, "40% (38–42%)"),
    ],
)
def test_a_share_of_fewer_than_ten_is_never_a_percentage(count, n, printed):
    assert words.share(wilson(count, n)) == printed


@pytest.mark.parametrize(
    ("count", "n", "printed"),
    [(0, 40, "0% (0–9%)"), (1, 40, "<5"), (4, 40, "<5"), (5, 40, "13% (5–26%)"), (4, 9, "–")],
)
def test_a_small_cell_of_a_group_is_masked(count, n, printed):
    assert words.group_share(wilson(count, n)) == printed


@pytest.mark.parametrize(
    ("total", "cells", "off"),
    [
        (60, {"A": 20, "B": 40}, {}),
        (23, {"A": 3, "B": 20}, {"A": "withheld", "B": "withheld"}),  # 23 − 20 would give the 3
        (33, {"A": 3, "B": 10, "C": 20}, {"A": "withheld", "B": "withheld"}),
        (27, {"A": 3, "B": 4, "C": 20}, {"A": "<5", "B": "<5"}),  # 7 for both: neither follows
        (28, {"A": 4, "B": 4, "C": 20}, dict.fromkeys("ABC", "withheld")),  # 8: each must be 4
        (23, {"A": 1, "B": 2, "C": 20}, dict.fromkeys("ABC", "withheld")),  # 3 is itself too few
        (20, {"A": 0, "B": 20}, {}),
        (3, {"A": 3, "B": 0}, dict.fromkeys("AB", "withheld")),  # where are the three?
        (1, {"A": 0, "B": 0}, dict.fromkeys("AB", "withheld")),  # in a group that is not shown
        (11, {"A": 1, "B": 5, "C": 5}, dict.fromkeys("ABC", "withheld")),  # which of the fives?
        (38, {"A": 3, "B": 20}, {"A": "<5"}),  # of 50 more people, in no group shown
    ],
)
def test_a_small_count_is_not_given_away_by_a_total(total, cells, off):
    given = [(value, wilson(count, 50)) for value, count in cells.items()]
    n = 150 if total > sum(cells.values()) else 50 * len(cells)
    assert words.withheld(wilson(total, n), given) == off


def test_a_group_too_small_to_be_named_is_not_given_away_either():
    cells = [("tiny", wilson(2, 9)), ("A", wilson(20, 50)), ("B", wilson(8, 50))]
    assert words.withheld(wilson(30, 109), cells) == {"B": "withheld"}


@pytest.mark.parametrize(
    ("unnamed", "n", "off"),
    [
        ([(2, 9)], 109, "B"),  # of the nine alone, two
        ([(1, 4), (1, 5)], 109, "B"),  # of two groups together it is two
        ([(1, 4)], 109, "B"),  # nor do five who named no group hide it
        ([(1, 4)], 114, ""),  # ten do
        ([(4, 4), (0, 0)], 104, "B"),  # all of them raise it: so each does
    ],
)
def test_what_is_left_for_several_groups_tells_of_none(unnamed, n, off):
    cells = [("A", wilson(20, 50)), ("B", wilson(8, 50))]
    cells += [(f"rare {k}", wilson(*pair)) for k, pair in enumerate(unnamed)]
    left = max(1, sum(count for count, _ in unnamed))
    assert set(words.withheld(wilson(28 + left, n), cells)) == set(off)


def tables(sizes, most):
    """Every table there can be of groups of these sizes: its counts, and what is printed."""
    for counts in itertools.product(*(range(min(n, most) + 1) for n in sizes)):
        cells = [(str(i), wilson(*cell)) for i, cell in enumerate(zip(counts, sizes, strict=True))]
        masks = words.withheld(wilson(sum(counts), sum(sizes)), cells)
        shown = [masks.get(v, e.count) if e.n >= words.FEW else "–" for v, e in cells]
        yield counts, shown


@pytest.mark.parametrize("sizes", [(12, 12), (10, 11, 12), (10, 12, 3)])
def test_no_sum_gives_a_small_cell_away(sizes):
    """Read by somebody who knows all totals and can subtract."""
    for counts, shown in tables(sizes, 12):
        hidden = [i for i, cell in enumerate(shown) if isinstance(cell, str)]
        rest = sum(counts[i] for i in hidden)
        least = {i: 1 if shown[i] == "<5" else 0 for i in hidden}
        most = {i: 4 if shown[i] == "<5" else sizes[i] for i in hidden}
        for i, cell in enumerate(shown):
            if sizes[i] < words.FEW:
                continue
            assert isinstance(cell, str) or not words.few(cell), (counts, shown)
            if isinstance(cell, str):
                lowest = max(least[i], rest - sum(most[o] for o in hidden if o != i))
                highest = min(most[i], rest - sum(least[o] for o in hidden if o != i))
                assert lowest < highest or counts[i] >= words.LOW, (counts, shown)


@pytest.mark.parametrize("sizes", [(10, 10), (10, 10, 10), (20, 21, 22)])
def test_no_mask_gives_a_small_cell_away(sizes):
    """Read by somebody who knows this rule, too, and what it prints of every other table."""
    alike = collections.defaultdict(list)
    for counts, shown in tables(sizes, 10):
        alike[sum(counts), *shown].append(counts)
    for (_, *shown), possible in alike.items():
        for i, cell in enumerate(shown):
            told = {counts[i] for counts in possible}
            assert not isinstance(cell, str) or len(told) > 1 or not words.few(*told), shown


def test_counts_that_no_table_guards_are_rough():
    assert [words.rough(n) for n in (0, 4, 5, 7, 8, 1003)] == [
        *("<5", "<5", "about 5", "about 5", "about 10", "about 1,005")
    ]


def test_counts_and_lists_read_as_prose():
    assert words.counted(1, "response") == "1 response"
    assert words.counted(1058, "response") == "1,058 responses"
    assert words.listing([]) == ""
    assert words.listing(["a"]) == "a"
    assert words.listing(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Drug use and dealing", "drug use and dealing"),
        ("ASB and noise", "ASB and noise"),
        ("PSPOs", "PSPOs"),
        ("Anti-social behaviour (general)", "anti-social behaviour"),
        ("Violence (domestic)", "violence (domestic)"),
        ("", ""),
    ],
)
def test_a_name_inside_a_sentence(name, inside):
    assert words.inside(name) == inside


@pytest.mark.parametrize(
    ("first", "last", "printed"),
    [
        ((2025, 3, 3), (2025, 4, 14), "3 March to 14 April 2025"),
        ((2024, 12, 9), (2025, 1, 20), "9 December 2024 to 20 January 2025"),
        ((2025, 3, 3), (2025, 3, 3), "3 March 2025"),
    ],
)
def test_period(first, last, printed):
    assert words.period((dt.date(*first), dt.date(*last))) == printed


def test_no_period_without_dates():
    assert words.period(None) == ""


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain £5 naïve 😀", "plain £5 naïve 😀"),
        ("bell\x07 nul\x00 esc\x1b[31m", "bell□ nul□ esc□[31m"),
        ("half \ud83d pair", "half □ pair"),
        ("not a character \ufffe\uffff", "not a character □□"),
        ("line\r\nline\rline\n", "line\nline\nline\n"),
        ("over \u202egnidaer", "over \u202egnidaer\u202c"),
        ("stray \u2069\u202c end", "stray  end"),
        ("nested \u2067a\u202bb\u2069c", "nested \u2067a\u202bb\u2069c"),
        ("open \u2066\u202e", "open \u2066\u202e\u202c\u2069"),
        ("אבג", "אבג"),
    ],
)
def test_clean_keeps_words_shows_controls_and_closes_directions(text, cleaned):
    assert words.clean(text) == cleaned
    assert words.clean(cleaned) == cleaned


def test_shorten_cuts_at_a_space_and_says_so():
    assert words.shorten("as it is", 20) == "as it is"
    assert words.shorten("one two three four five six", 20) == "one two three […]"
    assert words.shorten("x" * 50, 20) == "x" * 16 + " […]"
    assert all(len(words.shorten("ab " * 99, n)) <= n for n in range(10, 200))


def test_names_that_two_themes_share_are_told_apart():
    assert words.unique([("a", "Noise"), ("b", "Noise"), ("c", " ")]) == {
        "a": "Noise (a)",
        "b": "Noise (b)",
        "c": "c",
    }


WHOLE = "I moved here in spring. The drills start at six in the morning, every day. Nobody came."


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        (WHOLE, WHOLE),
        ("The drills start at six in the morning, every day.",) * 2,
        ("drills start at six […] every day.", "[…] drills start at six […] every day."),
        ("The drills start at six ... every day.", None),
        ("The drills start at six [...] every day.", "The drills start at six […] every day."),
        ("I moved here in spring. Nobody came.", "I moved here in spring. […] Nobody came."),
        ("The drills start every day.", "The drills start […] every day."),
        (
            "I moved here [removed]. The drills start",
            "I moved here [removed]. The drills start […]",
        ),
        ("The  drills\nstart at six", "The drills start at six […]"),
        ("The drills start at six in the morning", "The drills start at six in the morning […]"),
        ("every day. […] I moved here in spring.", None),
        ("rills start at six", None),
        ("The drills always start at six", None),
        ("[removed]", None),
    ],
)
def test_a_quote_is_cut_verbatim_or_refused(shown: str, printed: str | None) -> None:
    if printed is None:
        with pytest.raises(UsageError):
            words.excerpt(WHOLE, shown)
    else:
        assert words.excerpt(WHOLE, shown) == printed
