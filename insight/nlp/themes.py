"""Responses → codes: what a theme model is, how scores become judgements; codebook alone."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from insight.nlp import beside
from insight.nlp import tone as words
from insight.nlp.embed import Encoder
from insight.nlp.lexicon import Hit, Lexicon
from insight.nlp.odds import logit, sigmoid
from insight.nlp.segment import segment
from insight.types import (
    TONES,
    Assignment,
    Codebook,
    Coded,
    Evidence,
    Matrix,
    Notify,
    Reading,
    Response,
    Segment,
    Skipped,
    Theme,
    silent,
)

CHUNK = 1000
"""Responses scored at a time: bounds memory whatever the wave's size."""

BAND = 0.15
"""A score this near to its threshold is uncertain, so that a person looks at it first."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Scores:
    """What a model makes of n responses, over k themes.

    themes: probabilities, shape (n, k). theme_tones: tone probabilities on each theme, shape
    (n, k, 4), in the order of TONES. tones: of the whole response, shape (n, 4). asks:
    probabilities, shape (n,). ask_spans: the clause that asks, or None. evidence: for each
    response, theme key → the spans that earned it.
    """

    keys: tuple[str, ...]
    themes: Matrix
    theme_tones: Matrix
    tones: Matrix
    asks: Matrix
    ask_spans: tuple[tuple[int, int] | None, ...]
    evidence: tuple[Mapping[str, tuple[Evidence, ...]], ...]


class ThemeModel(Protocol):
    """Anything that can score responses against themes."""

    name: str
    keys: tuple[str, ...]
    thresholds: Mapping[str, float]

    def score(
        self, responses: Sequence[Response], segments: Mapping[str, Sequence[Segment]]
    ) -> Scores:
        """Score responses; `segments` holds the clauses of each by response id."""
        ...


def code(
    responses: Sequence[Response],
    model: ThemeModel,
    codebook: Codebook,
    at: dt.datetime,
    notify: Notify = silent,
) -> tuple[Coded, ...]:
    """Cut responses into clauses and code them: those with words to code, in their order."""
    segments, _ = segment(responses)
    notify("code", 0, len(responses))
    return classify(
        responses, segments, model, codebook, at, lambda done, n: notify("code", done, n)
    )[0]


def classify(
    responses: Sequence[Response],
    segments: Sequence[Segment],
    model: ThemeModel,
    codebook: Codebook,
    at: dt.datetime,
    progress: Progress | None = None,
) -> tuple[tuple[Coded, ...], tuple[Skipped, ...]]:
    """Code responses with tone and ask. Every response comes back: `done` in their order.

    A theme is present where its score reaches the model's threshold for it. Themes within BAND of
    the threshold are marked uncertain, and kept even when not present, for review. A response
    without a segment has nothing to code, and is skipped.
    """
    by = f"model:{model.name}@{codebook.version}"
    active = {theme.key for theme in codebook.active}
    clauses: dict[str, list[Segment]] = {}
    for clause in segments:
        clauses.setdefault(clause.response, []).append(clause)
    worded = [r for r in responses if r.id in clauses]
    skipped = tuple(Skipped(r.id, "themes", "no words") for r in responses if r.id not in clauses)
    # Like lengths together make full batches; the order given is restored at the end.
    order = sorted(range(len(worded)), key=lambda i: len(worded[i].text))
    chunks = [order[start : start + CHUNK] for start in range(0, len(order), CHUNK)]
    place: dict[int, Coded] = {}

    def score(rows: Sequence[int]) -> Scores:
        return model.score([worded[i] for i in rows], clauses)

    # The model reads the next chunk while this one is judged.
    with closing(beside.ahead(score, chunks, threads=1, most=1)) as read:
        for rows, scores in zip(chunks, read, strict=True):
            for n, row in enumerate(rows):
                place[row] = _judge(worded[row], n, scores, model.thresholds, active, by, at)
            if progress:
                progress(len(place), len(worded))
    return tuple(place[i] for i in range(len(worded))), skipped


def _judge(
    response: Response,
    n: int,
    scores: Scores,
    thresholds: Mapping[str, float],
    active: set[str],
    by: str,
    at: dt.datetime,
) -> Coded:
    found: list[Assignment] = []
    for k, key in enumerate(scores.keys):
        score = float(scores.themes[n, k])
        limit = thresholds.get(key, 0.5)
        uncertain = abs(score - limit) < BAND
        if key not in active or (score < limit and not uncertain):
            continue
        evidence = scores.evidence[n].get(key, ())
        tone = TONES[int(scores.theme_tones[n, k].argmax())]
        found.append(
            Assignment(
                response.id, key, round(score, 4), score >= limit, evidence, by, at, tone, uncertain
            )
        )
    found.sort(key=lambda a: -a.score)
    best = int(scores.tones[n].argmax())
    ask = float(scores.asks[n])
    reading = Reading(
        response.id,
        TONES[best],
        round(float(scores.tones[n, best]), 4),
        ask >= 0.5,
        round(ask, 4),
        scores.ask_spans[n] if ask >= 0.5 else None,
        by,
        at,
    )
    return Coded(response, tuple(found), reading)


# --- the codebook alone -------------------------------------------------------------------------

# One logistic regression over all themes of the project's own corpus, so that it suits any
# codebook; fitted by `python tools/fit_prototypes.py`, which prints these numbers.
INTERCEPT, NEAREST, WHOLE, MARGIN, PHRASE = -5.99, 1.23, 6.52, 9.05, 3.00


@dataclass(frozen=True, slots=True)
class Prototypes:
    """The sentences that stand for the themes, as unit vectors: row i belongs to `owner[i]`."""

    matrix: Matrix
    owner: tuple[int, ...]
    texts: tuple[str, ...]


def prototypes(themes: Sequence[Theme], encoder: Encoder) -> Prototypes:
    """Encode each theme's name, description, inclusions and examples."""
    pairs = [
        (k, text)
        for k, theme in enumerate(themes)
        for text in (theme.name, theme.description, *theme.include, *theme.examples)
        if text
    ]
    texts = tuple(text for _, text in pairs)
    return Prototypes(encoder.encode(texts), tuple(k for k, _ in pairs), texts)


class CodebookModel:
    """Codes from a codebook without any training: prototype sentences and phrases over lemmas."""

    def __init__(self, codebook: Codebook, encoder: Encoder) -> None:
        self.name = f"codebook/{encoder.name}"
        self.keys = tuple(theme.key for theme in codebook.active)
        self.thresholds: Mapping[str, float] = dict.fromkeys(self.keys, 0.5)
        self._encoder = encoder
        self._lexicon = Lexicon(codebook)
        self._prototypes = prototypes(codebook.active, encoder)

    def score(
        self, responses: Sequence[Response], segments: Mapping[str, Sequence[Segment]]
    ) -> Scores:
        """Score by the nearest prototype of a clause and of the whole, the margin, phrases."""
        n, k = len(responses), len(self.keys)
        clauses = [segments[r.id] for r in responses]
        vectors = self._encoder.encode(
            [r.text for r in responses] + [s.text for c in clauses for s in c]
        )
        near, which = self._nearest(vectors)
        starts = np.cumsum([n, *map(len, clauses)])
        best = np.stack([near[a:b].max(0) for a, b in itertools.pairwise(starts)])
        seat = [near[a:b].argmax(0) for a, b in itertools.pairwise(starts)]
        hits = list(self._lexicon.find([r.text for r in responses]))
        phrase = np.zeros((n, k), np.float32)
        for row, found in enumerate(hits):
            for hit in found:
                phrase[row, self.keys.index(hit.theme)] = 1.0
        scores = prototype_scores(best, near[:n], phrase)
        evidence = tuple(
            {
                key: phrase_evidence(hits[row], key)
                or (
                    self._example(
                        clauses[row][int(seat[row][j])], which[starts[row] + seat[row][j], j]
                    ),
                )
                for j, key in enumerate(self.keys)
                if scores[row, j] > 0.2
            }
            for row in range(n)
        )
        return Scores(
            self.keys, scores, *read_tone(responses, clauses, evidence, self.keys), evidence
        )

    def _nearest(self, vectors: Matrix) -> tuple[Matrix, Any]:
        similar = vectors @ self._prototypes.matrix.T
        owner = np.array(self._prototypes.owner)
        columns = [np.flatnonzero(owner == k) for k in range(len(self.keys))]
        best = np.stack([similar[:, c].max(1) for c in columns], axis=1)
        which = np.stack([c[similar[:, c].argmax(1)] for c in columns], axis=1)
        return best, which

    def _example(self, segment: Segment, prototype: int) -> Evidence:
        return Evidence(segment.start, segment.end, "example", self._prototypes.texts[prototype])


def with_examples(coded: Coded, codebook: Codebook, encoder: Encoder) -> Coded:
    """Add to each code the sentence of the codebook that its first evidence is nearest to.

    Nearest by the cosine of the encoder's vectors. A code that has an example already is kept.
    """
    bare = [
        a for a in coded.assignments if a.evidence and all(e.why != "example" for e in a.evidence)
    ]
    if not bare:  # the encoder need not even be loaded
        return coded
    known = prototypes([codebook[a.theme] for a in bare], encoder)
    owner = np.array(known.owner)
    shown = {}
    for k, judged in enumerate(bare):
        # Phrases come first and are short: the words of the model, where there are some.
        words = max(judged.evidence, key=lambda e: e.why == "model")
        vector = encoder.encode([coded.response.text[words.start : words.end]])
        own = np.flatnonzero(owner == k)
        best = own[int((known.matrix[own] @ vector[0]).argmax())]
        nearest = Evidence(words.start, words.end, "example", known.texts[best])
        shown[judged.theme] = replace(judged, evidence=(*judged.evidence, nearest))
    return replace(coded, assignments=tuple(shown.get(a.theme, a) for a in coded.assignments))


def prototype_scores(clause: Matrix, whole: Matrix, phrase: Matrix) -> Matrix:
    """Probabilities from cosine similarities of the best clause and the whole, and phrase hits.

    All of shape (n, k). The margin is a clause's lead over the mean of the themes.
    """
    margin = clause - clause.mean(axis=1, keepdims=True)
    return sigmoid(INTERCEPT + NEAREST * clause + WHOLE * whole + MARGIN * margin + PHRASE * phrase)


def read_tone(
    responses: Sequence[Response],
    clauses: Sequence[Sequence[Segment]],
    evidence: Sequence[Mapping[str, tuple[Evidence, ...]]],
    keys: Sequence[str],
) -> tuple[Matrix, Matrix, Matrix, tuple[tuple[int, int] | None, ...]]:
    """Tone on each theme, tone, asks and ask spans by words and cues (see `tone.py`)."""
    n = len(responses)
    on_theme = np.zeros((n, len(keys), len(TONES)), np.float32)
    tones = np.zeros((n, len(TONES)), np.float32)
    asks = np.zeros(n, np.float32)
    spans: list[tuple[int, int] | None] = []
    for row, response in enumerate(responses):
        name, score = words.tone(response.text)
        tones[row, TONES.index(name)] = score
        asking = words.ask_spans(response.text, [(s.start, s.end) for s in clauses[row]])
        asks[row] = 0.8 if asking else 0.2
        spans.append(asking[0] if asking else None)
        for k, key in enumerate(keys):
            for clause in _around(evidence[row].get(key, ()), clauses[row]):
                local, weight = words.tone(clause.text)
                on_theme[row, k, TONES.index(local)] += weight
            if not on_theme[row, k].any():
                on_theme[row, k] = tones[row]
    return on_theme, tones, asks, tuple(spans)


def _around(evidence: Sequence[Evidence], clauses: Sequence[Segment]) -> Iterator[Segment]:
    return (c for c in clauses if any(e.start < c.end and c.start < e.end for e in evidence))


def phrase_evidence(hits: Sequence[Hit], key: str) -> tuple[Evidence, ...]:
    """The phrases of one theme among the hits of a text, as evidence."""
    return tuple(
        Evidence(h.start, h.end, "phrase", f"{h.phrase} (negated)" if h.negated else h.phrase)
        for h in hits
        if h.theme == key
    )


class RememberingModel:
    """A model that keeps the theme scores it gives, by text: `kept[text]` is a row (1, k)."""

    def __init__(self, model: ThemeModel) -> None:
        self.name, self.keys, self.thresholds = model.name, model.keys, model.thresholds
        self.kept: dict[str, Matrix] = {}
        self._model = model

    def score(
        self, responses: Sequence[Response], segments: Mapping[str, Sequence[Segment]]
    ) -> Scores:
        """Score by the model, and keep what it says of the themes."""
        scores = self._model.score(responses, segments)
        for n, response in enumerate(responses):
            self.kept[response.text] = scores.themes[n : n + 1]
        return scores


class MergedModel:
    """A model whose retired themes speak for the theme that each was merged into."""

    def __init__(self, model: ThemeModel, into: Mapping[str, str]) -> None:
        """Take a model and, by the key of a theme merged away, the key it went to."""
        self._model = model
        self._into = {a: b for a, b in into.items() if a in model.keys and b in model.keys}
        self.name, self.keys, self.thresholds = model.name, model.keys, model.thresholds

    def score(
        self, responses: Sequence[Response], segments: Mapping[str, Sequence[Segment]]
    ) -> Scores:
        """The higher of both scores, each seen from its own threshold; evidence of both."""
        scores = self._model.score(responses, segments)
        themes, tones = scores.themes.copy(), scores.theme_tones.copy()
        evidence = [dict(e) for e in scores.evidence]
        for gone, kept in self._into.items():
            a, b = self.keys.index(gone), self.keys.index(kept)
            limits = (self.thresholds.get(k, 0.5) for k in (gone, kept))
            shift = np.subtract(*map(logit, limits))
            moved = sigmoid(logit(themes[:, a]) - shift)
            won = moved > themes[:, b]
            themes[won, b], tones[won, b] = moved[won], scores.theme_tones[won, a]
            for own in evidence:
                if gone in own:
                    own[kept] = (*own.get(kept, ()), *own[gone])
        return replace(scores, themes=themes, theme_tones=tones, evidence=tuple(evidence))


class JoinedModel:
    """Two models side by side: the first for all that it knows, the second for other themes."""

    def __init__(self, first: ThemeModel, second: ThemeModel) -> None:
        self.name = f"{first.name}+{second.name}"
        self.keys = (*first.keys, *(k for k in second.keys if k not in first.keys))
        self.thresholds: Mapping[str, float] = {**second.thresholds, **first.thresholds}
        self._first, self._second = first, second

    def score(
        self, responses: Sequence[Response], segments: Mapping[str, Sequence[Segment]]
    ) -> Scores:
        """Themes of both; tone and asks of the whole response are the first model's."""
        a, b = (m.score(responses, segments) for m in (self._first, self._second))
        new = [b.keys.index(k) for k in self.keys[len(a.keys) :]]
        return Scores(
            self.keys,
            np.concatenate([a.themes, b.themes[:, new]], axis=1),
            np.concatenate([a.theme_tones, b.theme_tones[:, new]], axis=1),
            a.tones,
            a.asks,
            a.ask_spans,
            tuple({**y, **x} for x, y in zip(a.evidence, b.evidence, strict=True)),
        )
