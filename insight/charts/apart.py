"""How far two shares are apart, and whether chance alone could explain it."""

from __future__ import annotations

import math

from insight.types import Estimate

CLEAR = (
    "A difference counts as clear if chance would give one so large, anywhere in such a chart, "
    "less than once in 20 times."
)


def difference(previous: Estimate, current: Estimate) -> tuple[float, float, float]:
    """Estimate the change of a share as (change, low, high), each in [-1, 1].

    The interval is Newcombe's for two independent proportions, made from the intervals of the two
    shares (Newcombe 1998, Statistics in Medicine 17:873-890, method 10); it holds for two waves
    that asked different people.
    """
    change = current.value - previous.value
    low = math.hypot(current.value - current.low, previous.high - previous.value)
    high = math.hypot(current.high - current.value, previous.value - previous.low)
    return change, change - low, change + high


def clear(one: Estimate, two: Estimate, comparisons: int) -> bool:
    """Whether two shares of different people differ beyond chance among so many comparisons.

    The two-sided test of two proportions with pooled variance at 5 %, each p-value multiplied by
    the number of comparisons (Bonferroni).
    """
    return differ((one.count, one.n), (two.count, two.n), comparisons)


def differ(one: tuple[int, int], two: tuple[int, int], comparisons: int = 1) -> bool:
    """As `clear`, of two parts (count, whole)."""
    (count, n), (other, m) = one, two
    pooled = (count + other) / (n + m) if n * m else 0.0
    spread = math.sqrt(pooled * (1 - pooled) * (n + m) / (n * m)) if n * m else 0.0
    if not spread:
        return False
    z = abs(count / n - other / m) / spread
    return math.erfc(z / math.sqrt(2)) * comparisons < 0.05
