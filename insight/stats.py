"""Shares of people with honest intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from statistics import NormalDist

from insight.types import Estimate

LEVEL = 0.95

DRAWS = 20_000
"""Draws of a simulated interval: enough for a steady third digit."""


def share(count: int, n: int, level: float = LEVEL) -> Estimate:
    """The share `count` / `n` of respondents with a Wilson score interval.

    Wilson (1927), as recommended for small n and shares near 0 or 1 by Brown, Cai and DasGupta
    (2001). It says how far chance alone could have moved the share if respondents were drawn at
    random; it covers neither who chose to answer nor errors of coding. With n = 0 the interval is
    [0, 1] and the value 0. Raises ValueError unless 0 <= count <= n.
    """
    if not 0 <= count <= n:
        raise ValueError(f"count {count} is not between 0 and n = {n}")
    if n == 0:
        return Estimate(0.0, 0.0, 1.0, 0, 0, level, "no respondents")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    value = count / n
    centre = (value + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(value * (1 - value) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    # Rounding error must not put the value outside its own interval, nor the interval outside 0–1.
    low, high = max(0.0, min(centre - reach, value)), min(1.0, max(centre + reach, value))
    return Estimate(value, low, high, count, n, level, "Wilson")


def shares(
    carriers: Mapping[str, Iterable[str]], respondents: Iterable[str], level: float = LEVEL
) -> dict[str, Estimate]:
    """For each theme the share of `respondents` that carry it, however often each said it.

    `carriers` maps a theme to the respondents that raised it; others than `respondents` are left
    out, so that a group's share has the group as its denominator.
    """
    base = set(respondents)
    return {
        key: share(len(base.intersection(who)), len(base), level) for key, who in carriers.items()
    }


def corrected(
    coded: int, n: int, right: int, heard: int, missed: int, unheard: int, level: float = LEVEL
) -> Estimate:
    """The share of `n` respondents that raise a theme, mistakes of the coding made good.

    A machine says that `coded` of all `n` raise it. Of a random sample of them people judged all:
    `right` of the `heard` whom the machine coded with the theme raise it, and so do `missed` of the
    `unheard` whom it did not. The share is coded/n · right/heard + (1 − coded/n) · missed/unheard
    (double sampling with a fallible classifier: Tenenbein 1970). Its interval covers chance and the
    size of the sample: quantiles of that sum over DRAWS draws of the three shares from their
    posteriors under Jeffreys' prior, each Beta(count + ½, rest + ½) (Brown, Cai and DasGupta 2001).
    It covers neither who chose to answer nor mistakes of the people who judged. The seed is fixed.
    Raises ValueError for counts that cannot be, and where `heard` or `unheard` is 0.
    """
    import numpy as np

    pairs = ((coded, n), (right, heard), (missed, unheard))
    if not all(0 <= part <= whole and whole for part, whole in pairs):
        raise ValueError(f"counts {pairs} are not parts of wholes above 0")
    chance = np.random.default_rng(1)
    share_coded, precise, omitted = (
        chance.beta(part + 0.5, whole - part + 0.5, DRAWS) for part, whole in pairs
    )
    drawn = share_coded * precise + (1 - share_coded) * omitted
    low, high = np.quantile(drawn, [0.5 - level / 2, 0.5 + level / 2]).tolist()
    value = coded / n * right / heard + (1 - coded / n) * missed / unheard
    low, high = min(low, value), max(high, value)
    return Estimate(value, low, high, round(value * n), n, level, "double sampling")


def paired(only: int, other: int) -> float:
    """The p-value that two themes are raised by as many of the same respondents.

    McNemar's test in its exact form (McNemar 1947): among those who raise just one of the two
    (`only` the first, `other` the second), each is as likely under the null hypothesis.
    Two-sided; 1.0 where nobody raises just one.
    """
    n = only + other
    if n == 0:
        return 1.0
    k = min(only, other)
    term = math.exp(
        math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) - n * math.log(2)
    )
    tail = 0.0
    while k >= 0 and term > tail * 1e-17:
        tail += term
        term *= k / (n - k + 1)
        k -= 1
    return min(1.0, 2 * tail)
