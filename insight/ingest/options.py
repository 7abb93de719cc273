"""Takes "tick all that apply" answers apart, and sees where that cannot be done unaided."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise


def split(value: str, separator: str, options: Sequence[str] = ()) -> tuple[str, ...]:
    """The options ticked in one answer, in their order.

    With a list of `options` these are taken out whole, longest first, whatever they hold; what is
    left over (an "Other" written in) is kept as one piece. Without, the text is parted at the
    separator, but never inside brackets.
    """
    if options:
        return _by_list(value, separator, options)
    pieces: list[str] = []
    depth = 0
    start = 0
    for place, letter in enumerate(value):
        if letter in "([":
            depth += 1
        elif letter in ")]":
            depth = max(0, depth - 1)
        elif letter == separator and not depth:
            pieces.append(value[start:place])
            start = place + 1
    pieces.append(value[start:])
    return tuple(p.strip() for p in pieces if p.strip())


def _by_list(value: str, separator: str, options: Sequence[str]) -> tuple[str, ...]:
    edge = re.escape(separator)
    found: list[tuple[int, str]] = []
    rest = value
    for option in sorted(options, key=len, reverse=True):
        match = re.search(rf"(?:^|(?<={edge}))\s*({re.escape(option)})\s*(?={edge}|$)", rest)
        if match:
            found.append((match.start(1), option))
            rest = rest[: match.start(1)] + "\0" * len(option) + rest[match.end(1) :]
    left = rest.replace("\0", "").strip(f"{separator} ")
    if left:
        own = re.sub(rf"\s*(?:{edge}\s*)+", f"{separator} ", re.sub("\0+", "", rest))
        found.append((len(value), own.strip(f"{separator} ")))
    return tuple(option for _, option in sorted(found))


def unclear(values: Sequence[str], separator: str) -> tuple[str, ...]:
    """Options that may themselves hold the separator, up to three; empty where nothing hints.

    Two hints: pieces that never occur apart, and a piece that goes on in lower case.
    """
    answers = [split(v, separator) for v in values if v.strip()]
    counts = Counter(piece for answer in answers for piece in answer)
    pairs = Counter(pair for answer in answers for pair in pairwise(answer))
    capital = sum(piece[:1].isupper() for piece in counts) > 0.5 * len(counts)
    found: list[str] = []
    for (first, second), together in pairs.most_common():
        if together < 2 or counts[second] != together:
            continue
        goes_on = capital and second[:1].islower()
        always = counts[first] == together and len(counts) > 2
        if goes_on or always:
            found.append(f"{first}{separator} {second}")
    return tuple(found[:3])
