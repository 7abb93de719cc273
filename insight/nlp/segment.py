"""Response → segments: the clauses that can be shown as evidence, with offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from insight.types import Response, Segment, Skipped

LONG = 8
"""Sentences of more words than this are split further, at clause boundaries."""

SHORT = 3
"""No clause of fewer words than this is cut off a long sentence."""

# A dot after one of these does not end a sentence.
ABBREVIATIONS = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|rd|ave|no|nos|etc|e\.g|i\.e|a\.m|p\.m|vs|approx|cllr|sgt|insp|flr)"
    r"|\b[A-Z])\.$",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"(?:[.!?…]+[\"'”’)\]]*(?=\s|$)|[;•·]+|\n+|\s[-–—]\s)\s*")
CLAUSE = re.compile(
    r"(?:,\s*|\s+)(?=(?:and|but|because|so|also|although|though|yet|whereas|while|plus|however)\b)"
    r"|,\s+|:\s+",
    re.IGNORECASE,
)
WORD = re.compile(r"\w+(?:['’]\w+)*")


def split(text: str) -> tuple[tuple[int, int], ...]:
    """Offsets of the clauses of a text: in order, disjoint, trimmed, each with at least one word.

    A sentence ends at `. ! ?`, a semicolon, a bullet, a spaced dash or a line break; a sentence of
    more than `LONG` words is split again before conjunctions and after commas.
    """
    return tuple(clause for start, end in _sentences(text) for clause in _clauses(text, start, end))


def segment(responses: Sequence[Response]) -> tuple[tuple[Segment, ...], tuple[Skipped, ...]]:
    """Split every response; one without a single word is skipped with a reason."""
    done: list[Segment] = []
    skipped: list[Skipped] = []
    for response in responses:
        spans = split(response.text)
        if not spans:
            skipped.append(Skipped(response.id, "segment", "no words"))
        for start, end in spans:
            text = response.text[start:end]
            done.append(Segment(f"{response.id}:{start}", response.id, start, end, text))
    return tuple(done), tuple(skipped)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in SENTENCE_END.finditer(text):
        if match[0].startswith(".") and ABBREVIATIONS.search(text[start : match.start() + 1]):
            continue
        yield from _trim(text, start, match.end())
        start = match.end()
    yield from _trim(text, start, len(text))


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if len(WORD.findall(text, start, end)) <= LONG:
        yield start, end
        return
    cuts = [start]
    for match in CLAUSE.finditer(text, start, end):
        if len(WORD.findall(text, cuts[-1], match.start())) < SHORT:
            continue
        if len(WORD.findall(text, match.end(), end)) < SHORT:
            break
        cuts.append(match.end())
    for left, right in zip(cuts, [*cuts[1:], end], strict=True):
        yield from _trim(text, left, right)


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if WORD.search(piece):
        left = start + len(piece) - len(piece.lstrip())
        yield left, left + len(piece.strip())
