"""How good codes are, measured against people's: accuracy, agreement, calibration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from insight.nlp.odds import logit, sigmoid
from insight.types import Mask, Matrix

DRAWS = 1000
FEW = 5
"""Themes that the reference uses fewer times do not count in macro-F1."""

Sets = Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Score:
    """A figure in [0, 1] with its bootstrap interval over texts."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ThemeScore:
    """One theme: `support` uses in the reference, and the three figures with intervals."""

    key: str
    support: int
    precision: Score
    recall: Score
    f1: Score
    kappa: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Coding against a reference over `n` texts."""

    n: int
    samples: Score
    micro: Score
    macro: Score
    themes: tuple[ThemeScore, ...]
    confusion: tuple[tuple[str, str, int], ...]


def f1(tp: float, fp: float, fn: float) -> float:
    """2 tp / (2 tp + fp + fn); 1 where there was nothing to find and nothing found."""
    return 1.0 if tp + fp + fn == 0 else 2 * tp / (2 * tp + fp + fn)


def evaluate(reference: Sets, coded: Sets, seed: int = 7, draws: int = DRAWS) -> Evaluation:
    """Compare sets of theme keys, text by text.

    samples-F1 is the mean over texts of the F1 of its set of themes, two empty sets scoring 1;
    micro-F1 pools all codes; macro-F1 is the mean over themes that the reference uses at least FEW
    times. Intervals are 95 % percentile bootstraps over texts (Efron 1979). `confusion` counts
    texts where a theme of the reference was missed and another wrongly given in its stead.
    """
    if len(reference) != len(coded):
        raise ValueError(f"{len(reference)} texts in the reference, {len(coded)} coded")
    keys = sorted({k for s in (*reference, *coded) for k in s})
    want = np.array([[k in s for k in keys] for s in reference], bool).reshape(
        len(reference), len(keys)
    )
    got = np.array([[k in s for k in keys] for s in coded], bool).reshape(len(coded), len(keys))
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, len(want), (draws, len(want)))
    per_text = np.array([f1(*_counts(w, g)) for w, g in zip(want, got, strict=True)])
    tp, fp, fn = (want & got), (~want & got), (want & ~got)
    boot = [[m[r].sum(0) for m in (tp, fp, fn)] for r in rows]
    whole = [m.sum(0) for m in (tp, fp, fn)]
    frequent = want.sum(0) >= FEW

    def macro(counts: Sequence[Matrix]) -> float:
        figures = [f1(*(float(c[k]) for c in counts)) for k in np.flatnonzero(frequent)]
        return float(np.mean(figures)) if figures else float("nan")

    def micro(counts: Sequence[Matrix]) -> float:
        return f1(*(float(c.sum()) for c in counts))

    def score(of: Callable[[Sequence[Matrix]], float]) -> Score:
        return _score(of(whole), [of(b) for b in boot])

    themes = [
        ThemeScore(
            key,
            int(want[:, k].sum()),
            score(lambda c, k=k: _ratio(c[0][k], c[0][k] + c[1][k])),  # type: ignore[misc]
            score(lambda c, k=k: _ratio(c[0][k], c[0][k] + c[2][k])),  # type: ignore[misc]
            score(lambda c, k=k: f1(float(c[0][k]), float(c[1][k]), float(c[2][k]))),  # type: ignore[misc]
            kappa(want[:, k], got[:, k]),
        )
        for k, key in enumerate(keys)
    ]
    return Evaluation(
        len(reference),
        _score(float(per_text.mean()), [float(per_text[r].mean()) for r in rows]),
        score(micro),
        score(macro),
        tuple(sorted(themes, key=lambda t: (-t.support, t.key))),
        confusion(reference, coded),
    )


def kappa(a: Iterable[bool], b: Iterable[bool]) -> float:
    """Cohen's kappa (1960) of two coders' yes or no; 1 where both always agree."""
    x, y = np.asarray(list(a), bool), np.asarray(list(b), bool)
    observed = float((x == y).mean())
    chance = float(x.mean() * y.mean() + (1 - x.mean()) * (1 - y.mean()))
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)


Difference = Callable[[frozenset[str], frozenset[str]], float]


def unlike(a: frozenset[str], b: frozenset[str]) -> float:
    """0 for the same set, 1 for another: the nominal difference."""
    return float(a != b)


def apart(a: frozenset[str], b: frozenset[str]) -> float:
    """The Jaccard distance of two sets of themes: 0 the same, 1 nothing in common."""
    return 1 - len(a & b) / len(a | b) if a | b else 0.0


def alpha(units: Iterable[Sequence[frozenset[str]]], difference: Difference = unlike) -> float:
    """Krippendorff's alpha of coders' values, unit by unit; coders may be missing.

    1 - observed / expected difference, from the coincidences of all pairs of values within a unit
    (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"). Units with one value say
    nothing. NaN where nothing varies: agreement by chance alone would be complete.
    """
    paired = [list(u) for u in units if len(u) > 1]
    values = Counter(value for unit in paired for value in unit)
    n = values.total()
    observed = sum(
        difference(a, b) / (len(unit) - 1)
        for unit in paired
        for i, a in enumerate(unit)
        for j, b in enumerate(unit)
        if i != j
    )
    expected = sum(
        count * other * difference(a, b)
        for a, count in values.items()
        for b, other in values.items()
    )
    return 1 - (n - 1) * observed / expected if expected else float("nan")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders who did not see each other's codes agree, over `n` responses.

    `alpha` compares whole sets of themes by their Jaccard distance, with a bootstrap interval over
    responses; `themes` gives (key, times it was coded, alpha of yes or no), the most used first.
    `same` is the number of responses on which all coders gave the very same themes.
    """

    coders: tuple[str, ...]
    n: int
    same: int
    alpha: Score
    themes: tuple[tuple[str, int, float], ...]


def agreement(
    codes: Mapping[str, Mapping[str, frozenset[str]]], seed: int = 7, draws: int = 200
) -> Agreement:
    """Compare coders: `codes` gives, by response and coder, the themes. One coder says nothing."""
    units = [tuple(by.values()) for _, by in sorted(codes.items()) if len(by) > 1]
    coders = sorted({coder for by in codes.values() if len(by) > 1 for coder in by})
    yes, no = frozenset(["yes"]), frozenset[str]()
    used = Counter(key for unit in units for value in unit for key in value)
    themes = tuple(
        (key, times, alpha([[yes if key in v else no for v in unit] for unit in units]))
        for key, times in sorted(used.items(), key=lambda u: (-u[1], u[0]))
    )
    rows = np.random.default_rng(seed).integers(0, max(1, len(units)), (draws, len(units)))
    boot = [alpha([units[i] for i in drawn], apart) for drawn in rows] if units else []
    return Agreement(
        tuple(coders),
        len(units),
        sum(len(set(unit)) == 1 for unit in units),
        _score(alpha(units, apart), boot),
        themes,
    )


def confusion(reference: Sets, coded: Sets) -> tuple[tuple[str, str, int], ...]:
    """(missed theme, theme given instead, texts), most frequent first; "" for none given."""
    pairs: Counter[tuple[str, str]] = Counter()
    for want, got in zip(reference, coded, strict=True):
        for missed in want - got:
            pairs.update((missed, extra) for extra in (got - want) or {""})
        if not want:
            pairs.update(("", extra) for extra in got)
    return tuple((m, e, n) for (m, e), n in sorted(pairs.items(), key=lambda p: (-p[1], p[0])))


def calibration(
    probability: Matrix, truth: Matrix, bins: int = 10
) -> tuple[float, tuple[tuple[float, float, int], ...]]:
    """Expected calibration error, and for each bin (mean probability, share true, how many).

    Naeini et al. (2015), over all (text, theme) pairs with a probability of at least 0.05: the
    many sure absences would hide everything else.
    """
    p, t = probability.ravel(), truth.ravel()
    p, t = p[p >= 0.05], t[p >= 0.05]
    table = []
    for low, high in pairwise(np.linspace(0, 1, bins + 1)):
        inside = (p >= low) & ((p < high) | ((high == 1) & (p == 1)))
        if inside.any():
            table.append((float(p[inside].mean()), float(t[inside].mean()), int(inside.sum())))
    error = sum(n * abs(a - b) for a, b, n in table) / max(1, len(p))
    return float(error), tuple(table)


def best_threshold(probability: Matrix, truth: Mask, prior: float = 8.0) -> float:
    """The threshold that maximises a theme's F1, drawn towards 0.5 where examples are few.

    `prior` is the number of positive examples at which the data and 0.5 weigh the same.
    """
    order = np.argsort(-probability, kind="stable")
    hits = np.cumsum(truth[order])
    positives = float(truth.sum())
    if positives == 0:
        return 0.5
    figures = 2 * hits / (np.arange(1, len(order) + 1) + positives)
    at = int(figures.argmax())
    after = float(probability[order[min(at + 1, len(order) - 1)]])
    found = (float(probability[order[at]]) + after) / 2
    return (found * positives + 0.5 * prior) / (positives + prior)


def own_thresholds(
    probability: Matrix, truth: Mask, prior: float, shares: Matrix | None = None
) -> Matrix:
    """A threshold for each theme: its own best, drawn towards a steadier one if it is rare.

    That one lies midway, in logits, between the threshold best for all themes together and the one
    that gives the theme as often as people do: a rare theme whose probabilities are all low is
    still given. `probability` and `truth` have shape (n, k); `prior` is the number of positive
    examples at which a theme's own threshold and the steadier one weigh the same; `shares` (k,) say
    how often people give each theme, where more is known of that than `truth` shows.
    """
    common = best_threshold(probability.ravel(), truth.ravel(), 0.0)
    positives = truth.sum(axis=0)
    often = truth.mean(axis=0) if shares is None else shares
    columns = range(truth.shape[1])
    own = np.array([best_threshold(probability[:, k], truth[:, k], 0.0) for k in columns])
    alike = np.array([np.quantile(probability[:, k], 1 - often[k]) for k in columns])
    steady = (logit(alike) + logit(common)) / 2
    return sigmoid((logit(own) * positives + steady * prior) / (positives + prior))


def learning_curve(
    sizes: Sequence[int],
    pool: int,
    fit_and_code: Callable[[Sequence[int]], Sets],
    reference: Sets,
    seed: int = 7,
) -> tuple[tuple[int, Evaluation], ...]:
    """Evaluate after learning from the first `size` of a shuffled pool, for each size."""
    order = np.random.default_rng(seed).permutation(pool).tolist()
    return tuple(
        (size, evaluate(reference, fit_and_code(order[:size]), draws=200))
        for size in sizes
        if size <= pool
    )


def table(result: Evaluation, names: Mapping[str, str] | None = None) -> str:
    """The evaluation as Markdown."""
    lines = [
        f"| over {result.n:,} texts | F1 | 95 % interval |",
        "|---|---|---|",
        *(
            f"| {name}-F1 | {s.value:.3f} | {s.low:.3f}–{s.high:.3f} |"
            for name, s in (
                ("samples", result.samples),
                ("micro", result.micro),
                ("macro", result.macro),
            )
        ),
        "",
        "| theme | uses | precision | recall | F1 | 95 % interval | kappa |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {(names or {}).get(t.key, t.key)} | {t.support} | {t.precision.value:.2f} | "
            f"{t.recall.value:.2f} | {t.f1.value:.2f} | {t.f1.low:.2f}–{t.f1.high:.2f} | "
            f"{t.kappa:.2f} |"
            for t in result.themes
        ),
    ]
    return "\n".join(lines)


def curve_table(curve: Sequence[tuple[int, Evaluation]]) -> str:
    """A learning curve as a Markdown table: a row for each number of labels."""
    rows = [
        f"| {n} | {e.samples.value:.3f} | {e.micro.value:.3f} | {e.macro.value:.3f} |"
        for n, e in curve
    ]
    head = ["| labels | samples-F1 | micro-F1 | macro-F1 |", "|---|---|---|---|"]
    return "\n".join([*head, *rows])


def _counts(want: Mask, got: Mask) -> tuple[float, float, float]:
    return float((want & got).sum()), float((~want & got).sum()), float((want & ~got).sum())


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0


def _score(value: float, draws: Sequence[float]) -> Score:
    low, high = np.nanpercentile(draws, [2.5, 97.5]) if draws else (value, value)
    return Score(value, float(low), float(high))
