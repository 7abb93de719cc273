"""Which words set the responses on one theme apart from all others."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
EMPTY = frozenset(
    str.split("""
    a about after again all also always am an and any are as at be because been before being
    both but by can could did do does doing don't down each even every few for from get gets
    getting go goes going got had has have having he her here him his how i i'm i've if in into
    is isn't it it's its just like lot lots me more most much my never not of off on one only or
    other our out over own people really same she should so some still such than that that's the
    their them then there there's these they they're thing things this those through to too
    under until up us very was we we've were what when where which while who why will with would
    you your
    """)
)
"""Words that say nothing of a theme by themselves, nor do pairs of them."""
FEWEST = 5
"""A word in fewer responses is not shown: it is chance, and could point at a person."""


def distinct(
    inside: Iterable[str], outside: Iterable[str], most: int = 16
) -> tuple[tuple[str, int], ...]:
    """The most distinctive words and pairs of words: (word, responses inside that have it).

    Ranked by the z-score of their log-odds ratio with an informative Dirichlet prior (Monroe,
    Colaresi and Quinn 2008), counted in responses; the prior is all responses. A word that stands
    in a chosen pair, or differs from one only by an s, is not repeated.
    """
    here, there = _counts(inside), _counts(outside)
    if not here or not there:
        return ()
    both = here + there
    n, m, total = here.total(), there.total(), both.total()
    scored = []
    for word, count in here.items():
        parts = set(word.split())
        if count < FEWEST or parts <= EMPTY or parts & {"a", "an", "the"}:
            continue
        prior = both[word] * 500 / total
        odds = math.log((count + prior) / (n + 500 - count - prior))
        other = math.log((there[word] + prior) / (m + 500 - there[word] - prior))
        z = (odds - other) / math.sqrt(1 / (count + prior) + 1 / (there[word] + prior))
        if z > 1.96:
            scored.append((z, word, count))
    chosen: list[tuple[str, int]] = []
    for _, word, count in sorted(scored, key=lambda s: (-s[0], s[1])):
        known = {_stem(part) for w, _ in chosen for part in w.split()}
        if not known.intersection(_stem(part) for part in word.split()):
            chosen.append((word, count))
    return tuple(chosen[:most])


def _stem(word: str) -> str:
    return word.removesuffix("s")


def _counts(texts: Iterable[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        found = [w.lower().replace("’", "'") for w in WORD.findall(text.replace("removed]", "]"))]
        pairs = (" ".join(p) for p in pairwise(found))
        counts.update({w for w in found if len(w) > 2} | set(pairs))
    return counts
