"""Finds campaigns: responses that are nearly the same words, however many people sent them."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from insight.ingest.answers import normal

HASHES, ROWS = 63, 3
"""Signatures of 63 hashes in 21 bands of three: two texts that share half their word pairs meet in
nineteen cases of twenty, two that share six in ten nearly always, strangers hardly ever."""


def campaigns(
    texts: Mapping[str, str], threshold: float = 0.8, words: int = 10, least: int = 2
) -> tuple[tuple[str, ...], ...]:
    """Groups of ids whose texts are near-identical, the largest first, ids in the order given.

    `threshold` in (0, 1] is the least similarity (1 − insertions and deletions over both lengths,
    on lower-case words without punctuation) that joins two texts; `words` is the least length of
    a text, so that "more police" is not a campaign; `least` the least number of ids in a group.
    Candidates come from MinHash bands over pairs of words (Broder, 1997), similarity decides. A
    hundred thousand texts take seconds; nothing is left out, only pointed at.
    """
    from rapidfuzz.fuzz import ratio

    same: dict[str, list[str]] = defaultdict(list)
    for key, text in texts.items():
        plain = normal(text)
        if plain.count(" ") + 1 >= words:
            same[plain].append(key)
    plains = list(same)
    parent = list(range(len(plains)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for bucket in _buckets(plains):
        heads: list[int] = []
        for i in bucket:
            own = root(i)
            for head in heads:
                top = root(head)
                if top == own:
                    break
                if ratio(plains[head], plains[i], score_cutoff=100 * threshold):
                    parent[own] = top
                    break
            else:
                if len(heads) < 8:
                    heads.append(i)
    groups: dict[int, list[str]] = defaultdict(list)
    for i, plain in enumerate(plains):
        groups[root(i)] += same[plain]
    place = {key: n for n, key in enumerate(texts)}
    found = [tuple(sorted(g, key=place.__getitem__)) for g in groups.values() if len(g) >= least]
    return tuple(sorted(found, key=lambda g: (-len(g), place[g[0]])))


def _buckets(plains: Sequence[str]) -> Iterable[list[int]]:
    """Texts that share a band of their signatures: likely near-identical."""
    if len(plains) < 2:
        return
    signatures = _signatures(plains)
    for band in range(0, HASHES, ROWS):
        keys = np.zeros(len(plains), dtype=np.uint64)
        for k in range(band, band + ROWS):
            keys = keys * np.uint64(0x9E3779B97F4A7C15) + signatures[:, k]
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        ends = np.r_[starts[1:], len(order)]
        for start, end in np.c_[starts, ends][ends - starts > 1].tolist():
            yield order[start:end].tolist()


def _signatures(plains: Sequence[str]) -> npt.NDArray[np.uint32]:
    """MinHash signatures, (n, HASHES): the least hash of a text's word pairs under each hashing."""
    pairs: list[int] = []
    offsets: list[int] = []
    for plain in plains:
        offsets.append(len(pairs))
        words = plain.split(" ")
        shingles = {f"{a} {b}" for a, b in pairwise(words)} or {plain}
        pairs += [zlib.crc32(s.encode("utf-8", "surrogatepass")) for s in shingles]
    values = np.array(pairs, dtype=np.uint64)
    chance = np.random.default_rng(20_240_501)
    signatures = np.empty((len(plains), HASHES), dtype=np.uint32)
    for k in range(HASHES):
        factor = np.uint64(chance.integers(1, 1 << 62) | 1)
        shift = np.uint64(chance.integers(0, 1 << 62))
        mixed = (values * factor + shift) >> np.uint64(32)
        signatures[:, k] = np.minimum.reduceat(mixed, offsets)
    return signatures
