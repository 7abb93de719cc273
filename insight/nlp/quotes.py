"""Coded responses → quotes for each theme: typical, diverse, dissenting, safe to print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from insight.nlp.segment import split
from insight.types import TONE_NAMES, Assignment, Coded, Matrix, Quote, Response, Tone

SHORTEST, LONGEST = 5, 45
"""Words of a quote."""

SMALL = 10
"""A group of fewer respondents is not named beside a quote."""

PREFERRED = ("age", "ward", "area", "gender", "sex")
"""Which group is named first beside a quote: words in the column's name."""

REDACTED = re.compile(r"\[(?:\w+ )+removed\]")
PROPER = re.compile(r"(?<=[a-z,;] )[A-Z][\w'’]+")
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that could be printed, before the choice."""

    coded: Coded
    judged: Assignment
    start: int
    end: int
    row: int
    risks: tuple[str, ...]

    @property
    def text(self) -> str:
        """The passage, verbatim."""
        return self.coded.response.text[self.start : self.end]


def select(
    coded: Sequence[Coded], vectors: Matrix, themes: Iterable[str], each: int = 4
) -> tuple[Quote, ...]:
    """Choose up to `each` quotes for each theme, every one with the reason it was chosen.

    `vectors` holds a unit row for each of `coded`. First the response nearest the middle of those
    that raise the theme; then by maximal marginal relevance (Carbonell and Goldstein 1998), a
    person at most once; the last place goes to a voice of another tone where a tenth or more of
    the responses have it. Nobody who refused consent is quoted. Passages with a re-identification
    risk come last and say so.
    """
    people = Counter(
        pair
        for _, pair in {(c.response.respondent, pair) for c in coded for pair in c.response.groups}
    )
    names = Counter(name for c in coded for name in set(PROPER.findall(c.response.text)))
    quotes: list[Quote] = []
    for theme in themes:
        carriers = [
            (row, c, a)
            for row, c in enumerate(coded)
            for a in c.assignments
            if a.theme == theme and a.present
        ]
        if carriers:
            quotes += _of_theme(theme, carriers, vectors, people, names, each)
    return tuple(quotes)


def _of_theme(
    theme: str,
    carriers: Sequence[tuple[int, Coded, Assignment]],
    vectors: Matrix,
    people: Mapping[tuple[str, str], int],
    names: Mapping[str, int],
    each: int,
) -> list[Quote]:
    centre = vectors[[row for row, _, _ in carriers]].mean(0)
    centre /= np.linalg.norm(centre) or 1.0
    candidates = [
        Candidate(
            c, a, *span, row, _risks(c.response.text[slice(*span)], c.response, people, names)
        )
        for row, c, a in carriers
        if c.response.consent is not False and c.response.language == "en"
        for span in [_passage(c.response, a)]
        if span is not None
    ]
    tones = Counter(a.tone for _, _, a in carriers if a.tone)
    usual = tones.most_common(1)[0][0] if tones else None
    dissent = {t for t, n in tones.items() if t not in (usual, "neu") and n >= 0.1 * len(carriers)}
    chosen: list[tuple[Candidate, float, str]] = []
    while len(chosen) < each:
        left = [
            c
            for c in candidates
            if all(
                c.coded.response.respondent != d.coded.response.respondent
                and c.text.lower() != d.text.lower()
                for d, _, _ in chosen
            )
        ]
        # The last place is kept for another view, unless one is in already.
        if len(chosen) == each - 1 and not any(d.judged.tone in dissent for d, _, _ in chosen):
            left = [c for c in left if c.judged.tone in dissent] or left
        if not left:
            break
        best = max(left, key=lambda c: (_merit(c, centre, vectors, chosen), c.coded.response.id))
        why = _why(best, len(carriers), bool(chosen), usual, dissent)
        chosen.append((best, round(float(vectors[best.row] @ centre), 4), why))
    return [
        Quote(
            theme,
            c.coded.response.id,
            c.start,
            c.end,
            c.text,
            min(1.0, max(0.0, score)),
            why,
            attribution(c.coded.response, people),
            c.risks,
        )
        for c, score, why in chosen
    ]


def _merit(
    candidate: Candidate,
    centre: Matrix,
    vectors: Matrix,
    chosen: Sequence[tuple[Candidate, float, str]],
) -> float:
    typical = float(vectors[candidate.row] @ centre)
    near = max((float(vectors[candidate.row] @ vectors[c.row]) for c, _, _ in chosen), default=0.0)
    groups = set(candidate.coded.response.groups)
    shared = max(
        (len(groups & set(c.coded.response.groups)) / max(1, len(groups)) for c, _, _ in chosen),
        default=0.0,
    )
    words = len(WORD.findall(candidate.text))
    readable = 1.0 if 9 <= words <= 32 else 0.6
    certain = candidate.judged.score
    return (
        0.5 * typical
        + 0.25 * readable
        + 0.25 * certain
        - 0.35 * near
        - 0.1 * shared
        - 0.5 * bool(candidate.risks)
    )


def _passage(response: Response, judged: Assignment) -> tuple[int, int] | None:
    """The whole response if short enough, else the clauses around its evidence."""
    spans = split(response.text)
    if not spans:
        return None
    start, end = len(response.text) - len(response.text.lstrip()), len(response.text.rstrip())
    if _words(response.text, start, end) <= LONGEST:
        return (start, end) if _words(response.text, start, end) >= SHORTEST else None
    first = judged.evidence[0].start if judged.evidence else spans[0][0]
    at = next((i for i, (a, b) in enumerate(spans) if a <= first < b), 0)
    low = high = at
    while True:
        wider = [
            (a, b)
            for a, b in ((low, high + 1), (low - 1, high))
            if a >= 0
            and b < len(spans)
            and _words(response.text, spans[a][0], spans[b][1]) <= LONGEST
        ]
        if not wider:
            break
        low, high = wider[0]
    start, end = spans[low][0], spans[high][1]
    return (start, end) if SHORTEST <= _words(response.text, start, end) <= LONGEST else None


def _words(text: str, start: int, end: int) -> int:
    return len(WORD.findall(text[start:end]))


def _risks(
    text: str,
    response: Response,
    people: Mapping[tuple[str, str], int],
    names: Mapping[str, int],
) -> tuple[str, ...]:
    found = []
    if REDACTED.search(text):
        found.append("holds a removed personal detail")
    rare = [name for name in PROPER.findall(text) if names[name] < 3]
    small = [value for name, value in response.groups if value and people[name, value] < SMALL]
    if rare and small:
        found.append("names a place or person few mention, and comes from a small group")
    elif re.search(r"\b(?:flat|number|no\.?|door) \d+|\b\d{1,3} [A-Z]\w+", text):
        found.append("may point to one address")
    return tuple(found)


def _why(chosen: Candidate, n: int, others: bool, usual: Tone | None, dissent: set[Tone]) -> str:
    if chosen.judged.tone in dissent and usual:
        tone = TONE_NAMES[str(chosen.judged.tone)]
        return f"another view: {tone}, where most of {n} responses are {TONE_NAMES[usual]}"
    if others:
        return f"typical of {n} responses, and unlike the quotes above in words and people"
    return f"nearest the middle of {n} responses that raise the theme"


def attribution(response: Response, people: Mapping[tuple[str, str], int]) -> str:
    """Who said it, no finer than one group with at least SMALL respondents."""
    ranked = sorted(
        response.groups,
        key=lambda g: next(
            (i for i, w in enumerate(PREFERRED) if w in g[0].lower()), len(PREFERRED)
        ),
    )
    for name, value in ranked:
        if value and people[name, value] >= SMALL and any(w in name.lower() for w in PREFERRED):
            return f"resident, {value}"
    return "resident"
