"""Shares and tests, against statsmodels and scipy."""

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
