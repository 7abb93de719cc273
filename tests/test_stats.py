"""Shares and tests, against statsmodels and scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from insight import stats


@pytest.mark.parametrize(("count", "n"), [(0, 7), (1, 3), (41, 100), (7, 7), (350, 1021)])
def test_wilson_agrees_with_statsmodels(count, n):
    ours = stats.share(count, n)
    low, high = proportion_confint(count, n, method="wilson")
    assert (ours.value, ours.low, ours.high) == pytest.approx((count / n, low, high), abs=1e-9)
    assert ours.method == "Wilson"


@given(st.integers(0, 500), st.integers(0, 500))
def test_share_lies_in_its_interval(count, more):
    e = stats.share(count, count + more)
    assert 0 <= e.low <= e.value <= e.high <= 1


def test_nobody_asked():
    e = stats.share(0, 0)
    assert (e.low, e.high, e.method) == (0, 1, "no respondents")


def test_more_carriers_than_people_is_an_error():
    with pytest.raises(ValueError, match="count 3 is not between 0 and n = 2"):
        stats.share(3, 2)


def test_a_person_counts_once_and_only_in_the_base():
    found = stats.shares({"noise": ["a", "a", "b", "stranger"], "drugs": []}, ["a", "b", "c", "a"])
    assert (found["noise"].count, found["noise"].n) == (2, 3)
    assert found["drugs"].count == 0


@pytest.mark.parametrize(("only", "other"), [(0, 0), (5, 0), (9, 3), (40, 41), (9_000, 9_300)])
def test_paired_is_the_exact_mcnemar_test(only, other):
    expected = binomtest(only, only + other).pvalue if only + other else 1.0
    assert stats.paired(only, other) == pytest.approx(expected)


def test_a_corrected_share_holds_the_truth_as_often_as_it_says():
    """400 surveys of 400 people, of whom 35 % raise a theme that the machine often misses."""
    chance = np.random.default_rng(5)
    held, values = 0, []
    for _ in range(400):
        truth = chance.random(400) < 0.35
        coded = np.where(truth, chance.random(400) < 0.7, chance.random(400) < 0.04)
        judged = np.zeros(400, bool)
        judged[chance.permutation(400)[:80]] = True
        share = stats.corrected(
            int(coded.sum()),
            400,
            int((judged & coded & truth).sum()),
            int((judged & coded).sum()),
            int((judged & ~coded & truth).sum()),
            int((judged & ~coded).sum()),
        )
        held += share.low <= 0.35 <= share.high
        values.append(share.value)
    assert 0.92 <= held / 400 <= 0.98
    assert np.mean(values) == pytest.approx(0.35, abs=0.01)


def test_with_everybody_audited_and_no_mistake_the_interval_is_that_of_chance():
    ours, plain = stats.corrected(120, 400, 120, 120, 0, 280), stats.share(120, 400)
    assert ours.value == plain.value
    assert (ours.low, ours.high) == pytest.approx((plain.low, plain.high), abs=0.01)


@given(st.tuples(*[st.integers(0, 60)] * 3), st.tuples(*[st.integers(1, 60)] * 3))
def test_a_corrected_share_lies_in_its_interval(parts, more):
    (coded, right, missed), (rest, wrong, well) = parts, more
    e = stats.corrected(coded, coded + rest, right, right + wrong, missed, missed + well)
    assert 0 <= e.low <= e.value <= e.high <= 1


@pytest.mark.parametrize("counts", [(5, 4, 1, 1, 1, 1), (1, 4, 0, 0, 1, 1), (1, 4, 1, 1, -1, 3)])
def test_counts_that_cannot_be_are_an_error(counts):
    with pytest.raises(ValueError, match="are not parts of wholes above 0"):
        stats.corrected(*counts)
