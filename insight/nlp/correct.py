"""What people's corrections teach: for each theme a small change to the scores of the model."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from insight.nlp.embed import Encoder
from insight.nlp.odds import logit, sigmoid
from insight.nlp.themes import BAND, Scores, ThemeModel
from insight.types import Evidence, Mask, Matrix, Response, Segment

FEWEST = 20
"""Responses judged by people before a theme learns anything."""

EACH = 3
"""Of these, so many must carry the theme, and so many not."""

FOLDS = 4

RANK, STEPS = 48, 30
"""Directions of meaning that a lesson looks at: those in which the corrected responses differ most;
and how many steps the fit may take."""

TRUST, SHIFT, WORDS = 0.25, 0.5, 2.0
"""Spreads of the priors: of the weight of the model's own logit about 1, of the constant about 0,
and of the weights of the unit vector about 0. With few corrections the model's word stands."""

SURE = 1.0
"""Standard errors by which a lesson must make unseen judgements more likely before it is kept."""

Lesson = tuple[float, float, Matrix]
"""Weight of the model's logit, constant, and weights of the vector."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """What was learnt, by theme; a theme without a lesson keeps the model's score.

    `checked` gives, for every theme with enough judgements, (how many, log-loss of the model's own
    scores, log-loss with the lesson): both on judgements held out, which neither had seen.
    """

    by_theme: Mapping[str, Lesson]
    checked: Mapping[str, tuple[int, float, float]]

    @property
    def stamp(self) -> str:
        """A hash of what was learnt, "" where nothing was."""
        if not self.by_theme:
            return ""
        content = hashlib.sha256()
        for key, (a, b, w) in sorted(self.by_theme.items()):
            content.update(f"{key} {a:.6f} {b:.6f} ".encode() + np.round(w, 5).tobytes())
        return content.hexdigest()[:6]

    def name(self, model: str) -> str:
        """What a model is called that has learnt this."""
        return f"{model}+taught-{self.stamp}" if self.by_theme else model

    def apply(self, keys: Sequence[str], scores: Matrix, vectors: Matrix) -> Matrix:
        """Scores (n, k) as corrected; `vectors` (n, dim) are what was learnt from."""
        after = scores.copy()
        for k, key in enumerate(keys):
            if key in self.by_theme:
                after[:, k] = _apply(self.by_theme[key], logit(scores[:, k]), vectors)
        return after


class TaughtModel:
    """A model whose scores are corrected by lessons; all else is as the model says."""

    def __init__(self, model: ThemeModel, lessons: Lessons, encoder: Encoder) -> None:
        self.name = lessons.name(model.name)
        self.keys, self.thresholds = model.keys, model.thresholds
        self._model, self._lessons, self._encoder = model, lessons, encoder

    def score(
        self, responses: Sequence[Response], segments: Mapping[str, Sequence[Segment]]
    ) -> Scores:
        """Score by the model, then correct; a code that only a lesson gives has its clause."""
        scores = self._model.score(responses, segments)
        vectors = self._encoder.encode([r.text for r in responses])
        themes = self._lessons.apply(self.keys, scores.themes, features(vectors, scores.themes))
        limits = np.array([self.thresholds.get(key, 0.5) for key in self.keys])
        bare = [
            (row, self.keys[k])
            for row, k in np.argwhere(themes > limits - BAND).tolist()
            if not scores.evidence[row].get(self.keys[k])
        ]
        evidence = [dict(own) for own in scores.evidence]
        clauses = [(segments[responses[row].id], key) for row, key in bare]
        for (row, key), found in zip(
            bare, spoken_for(self._lessons, clauses, self._encoder), strict=True
        ):
            evidence[row][key] = (found,)
        return replace(scores, themes=themes, evidence=tuple(evidence))


def spoken_for(
    lessons: Lessons, wanted: Sequence[tuple[Sequence[Segment], str]], encoder: Encoder
) -> list[Evidence]:
    """Of the clauses of a response the one that a theme's lesson speaks for most, for each wanted.

    Without a lesson it is the first.
    """
    several = [c for clauses, _ in wanted if len(clauses) > 1 for c in clauses]
    texts = list(dict.fromkeys(c.text for c in several))
    vectors = dict(zip(texts, encoder.encode(texts), strict=True)) if texts else {}
    found = []
    for clauses, key in wanted:
        best = 0
        if len(clauses) > 1 and key in lessons.by_theme:
            own = np.stack([vectors[c.text] for c in clauses])
            best = int((own @ lessons.by_theme[key][2][: own.shape[1]]).argmax())
        found.append(Evidence(clauses[best].start, clauses[best].end, "model"))
    return found


def features(vectors: Matrix, scores: Matrix) -> Matrix:
    """What lessons are drawn from, a row a text: what it means, and what the model sees in it."""
    return np.hstack([vectors, scores / scores.shape[1] ** 0.5 * 2])


def learn(
    keys: Sequence[str],
    scores: Matrix,
    vectors: Matrix,
    truth: Matrix,
    people: Sequence[str],
    seed: int = 1,
) -> Lessons:
    """Learn from responses that people judged.

    `scores` (n, k) are the model's own, for `vectors` (n, dim) see `features`; `truth` (n, k) holds
    1 and 0 where a person said that the theme is or is not there, NaN where nobody said. `people`
    keeps one respondent's answers in one fold. Each theme is a logistic regression on the model's
    logit and the vector, drawn to the model itself by its priors (the mode of the posterior); it is
    kept only if it makes judgements that it had not seen clearly likelier than the model does.
    """
    directions = _directions(vectors)
    within = vectors @ directions.T
    lessons: dict[str, Lesson] = {}
    checked: dict[str, tuple[int, float, float]] = {}
    names = sorted(set(people))
    drawn = np.random.default_rng(seed).permutation(len(names)) % FOLDS
    fold_of = dict(zip(names, drawn.tolist(), strict=True))
    folds = np.array([fold_of[p] for p in people], int)
    for k, key in enumerate(keys):
        rows = np.flatnonzero(~np.isnan(truth[:, k]))
        y = truth[rows, k] == 1
        if len(rows) < FEWEST or min(y.sum(), (~y).sum()) < EACH:
            continue
        z, x, fold = logit(scores[rows, k]), within[rows], folds[rows]
        held = np.zeros(len(rows), np.float32)
        for f in range(FOLDS):
            test = fold == f
            if test.any():
                held[test] = _apply(_fit(z[~test], x[~test], y[~test]), z[test], x[test])
        before, after = _loss(scores[rows, k], y), _loss(held, y)
        gain = before - after
        checked[key] = (len(rows), float(before.mean()), float(after.mean()))
        if gain.mean() > SURE * gain.std() / len(gain) ** 0.5:
            a, b, w = _fit(z, x, y)
            lessons[key] = a, b, np.asarray(w @ directions, np.float32)
    return Lessons(lessons, checked)


def _directions(vectors: Matrix) -> Matrix:
    """The RANK principal directions of some vectors: (rank, dim)."""
    if not len(vectors):
        return np.zeros((0, vectors.shape[1]), np.float32)
    return np.asarray(np.linalg.svd(vectors, full_matrices=False)[2][:RANK], np.float32)


def _apply(lesson: Lesson, z: Matrix, x: Matrix) -> Matrix:
    a, b, w = lesson
    return sigmoid(a * z + b + x @ w)


def _fit(z: Matrix, x: Matrix, y: Mask) -> Lesson:
    """The likeliest lesson: Newton's method from the model itself, which is where it would stay."""
    rows = np.hstack([z[:, None], np.ones((len(z), 1)), x]).astype(float)
    middle = np.zeros(rows.shape[1])
    middle[0] = 1.0
    stiff = np.full(rows.shape[1], 1 / WORDS**2)
    stiff[:2] = 1 / TRUST**2, 1 / SHIFT**2
    w = middle.copy()
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(rows @ w, -30, 30)))
        slope = rows.T @ (p - y) + stiff * (w - middle)
        bend = (rows * (p * (1 - p))[:, None]).T @ rows + np.diag(stiff)
        step = np.linalg.solve(bend, slope)
        w -= step * min(1.0, 2.0 / max(np.abs(step).max(), 1e-9))
        if np.abs(step).max() < 1e-4:
            break
    return float(w[0]), float(w[1]), w[2:].astype(np.float32)


def _loss(p: Matrix, y: Mask) -> Matrix:
    """The log-loss of each judgement."""
    bounded = np.clip(p, 1e-4, 1 - 1e-4)
    return np.asarray(-np.log(np.where(y, bounded, 1 - bounded)))
