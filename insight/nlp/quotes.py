"""Coded responses → quotes for each theme: typical, diverse, dissenting, safe to print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from insight import words
from insight.nlp.segment import split
from insight.types import TONE_NAMES, Assignment, Coded, Matrix, Quote, Response, Tone

SHORTEST, LONGEST = 5, 45
"""Words of a quote."""

SAME = 0.7
"""The share of words in common from which two passages say the same."""
SMALL = 10
"""A group of fewer respondents is not named beside a quote."""

PREFERRED = ("age", "ward", "area", "gender", "sex")
"""Which group is named first beside a quote: words in the column's name."""

RARE = 3
"""A name that fewer responses mention is rare."""

REDACTED = re.compile(r"\[(?:\w+ )*removed\]")
PROPER = re.compile(r"(?<=[\w,;] )[A-Z][a-z][\w'’]+")
ADDRESS = re.compile(r"(?i:\b(?:flat|number|no\.?|door) \d+)|\b\d{1,3}[a-z]? [A-Z][a-z]\w+")
FACTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "family",
        re.compile(
            r"\b(?:my|our) (?:\w+ )?(?:wife|husband|partner|son|daughter|mum|mother|dad|father|nan|"
            r"gran\w*|brother|sister|twins?|baby|carer)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "health",
        re.compile(
            r"\b(?:wheelchair|disab\w+|autis\w+|dementia|cancer|epilep\w+|pregnan\w+|blind|deaf|"
            r"stroke|mental health|depress\w+|anxiety|asthma|guide dog)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "who they are",
        re.compile(
            r"\b(?:I am|I'm|I’m|as) (?:a|an|the) (?!lot\b|bit\b|result\b)\w+|\bthe only \w+"
        ),
    ),
    (
        "a date or age",
        re.compile(
            r"\b\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:Jan|Feb|March|April|May|June|July|Aug|Sept|"
            r"Oct|Nov|Dec)\w*\b|\b(?:aged?|for) \d{2}\b|\b\d{2}[- ]year",
            re.IGNORECASE,
        ),
    ),
)
"""What residents tell of their own lives that few others could: by kind, what shows it."""

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
    the responses have it. Nobody who refused consent is quoted; where a wave asked for it, only who
    gave it is. Passages with a re-identification risk come last and say so.
    """
    people = Counter(
        pair
        for _, pair in {(c.response.respondent, pair) for c in coded for pair in c.response.groups}
    )
    names = Counter(name for c in coded for name in set(PROPER.findall(c.response.text)))
    asked = any(c.response.consent is not None for c in coded)
    quotes: list[Quote] = []
    for theme in themes:
        carriers = [
            (row, c, a)
            for row, c in enumerate(coded)
            for a in c.assignments
            if a.theme == theme and a.present
        ]
        if carriers:
            quotes += _of_theme(theme, carriers, vectors, people, names, each, asked)
    return tuple(quotes)


def _of_theme(
    theme: str,
    carriers: Sequence[tuple[int, Coded, Assignment]],
    vectors: Matrix,
    people: Mapping[tuple[str, str], int],
    names: Mapping[str, int],
    each: int,
    asked: bool,
) -> list[Quote]:
    centre = vectors[[row for row, _, _ in carriers]].mean(0)
    centre /= np.linalg.norm(centre) or 1.0
    candidates = [
        Candidate(c, a, *span, row, risks(c.response.text[slice(*span)], c.response, people, names))
        for row, c, a in carriers
        if _may_be_quoted(c.response, asked) and c.response.language == "en"
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
                and not _alike(c.text, d.text)
                for d, _, _ in chosen
            )
        ]
        # The last place is kept for another view, unless one is in already.
        if len(chosen) == each - 1 and not any(d.judged.tone in dissent for d, _, _ in chosen):
            left = [c for c in left if c.judged.tone in dissent] or left
        if not left:
            break
        best = max(left, key=lambda c: (_merit(c, centre, vectors, chosen), c.coded.response.id))
        why = _why(best, len(carriers), chosen, usual, dissent)
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


def _alike(one: str, other: str) -> bool:
    """Whether two passages are mostly of the same words."""
    first, second = ({*WORD.findall(text.lower())} for text in (one, other))
    return len(first & second) >= SAME * len(first | second)


def _may_be_quoted(response: Response, asked: bool) -> bool:
    return response.consent is True if asked else response.consent is not False


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
    length = len(WORD.findall(candidate.text))
    readable = 1.0 if 9 <= length <= 32 else 0.6
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


def risks(
    text: str,
    response: Response,
    people: Mapping[tuple[str, str], int],
    names: Mapping[str, int],
) -> tuple[str, ...]:
    """What may point at a person, each with the words or the number that make it so.

    A removed detail or an address is a risk by itself. A rare name, a small group and a fact of
    the person's own life are harmless alone, and a risk where two of them meet.
    """
    alone, together = [], []
    if REDACTED.search(text):
        alone.append("holds a removed personal detail")
    if found := ADDRESS.search(text):
        alone.append(f"may point to one address (“{found[0]}”)")
    if rare := [name for name in PROPER.findall(text) if names[name] < RARE]:
        together.append(f"names “{rare[0]}”, which fewer than {RARE} responses mention")
    small = [(people[pair], pair) for pair in response.groups if pair[1] and people[pair] < SMALL]
    if small:
        n, (name, value) = min(small)
        together.append(f"comes from a small group ({name}: {value}, {n} in this wave)")
    for kind, pattern in FACTS:
        if found := pattern.search(text):
            together.append(f"tells of {kind} (“{found[0]}”)")
            break
    return (*alone, *(together if len(together) > 1 or alone else ()))


def _why(
    best: Candidate,
    n: int,
    chosen: Sequence[tuple[Candidate, float, str]],
    usual: Tone | None,
    dissent: set[Tone],
) -> str:
    if best.judged.tone in dissent and usual:
        tone = TONE_NAMES[str(best.judged.tone)]
        return f"another view: {tone}, where most of {n} responses are {TONE_NAMES[usual]}"
    if not chosen:
        if n == 1:
            return "the only response that raises the theme"
        return f"the most typical of {n} responses that raise the theme"
    known = {pair for c, _, _ in chosen for pair in c.coded.response.groups}
    fresh = [name for name, value in best.coded.response.groups if (name, value) not in known]
    if fresh:
        other = " and ".join(f"another {words.inside(name)}" for name in fresh[:2])
        return f"typical of {n} responses, in other words and from {other} than the quotes above"
    return f"typical of {n} responses, and unlike the quotes above in words and people"


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
