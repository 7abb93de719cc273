"""Introduces labelled files, encoder and learner: `insight train`, `insight evaluate`."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from insight import inforce, ingest
from insight.errors import InputError, UsageError
from insight.nlp import correct, embed, evaluate, learn, segment, student, themes
from insight.settings import Settings
from insight.types import Coded, Mask, Matrix, Notify, Response, silent

NO = frozenset({"", "0", "0.0", "no", "false", "n", "none", "-"})
"""What stands in a label's column where the label does not apply."""

DEEP = 800
"""From this many texts to learn from on, a small transformer is fine-tuned beside the heads."""

AGAIN = 6_000
"""Up to this many texts a last fifth more to learn from is worth the time of a second training."""

SIZES = (0, 25, 50, 100, 200, 400)
"""Numbers of labels at which the learning curve is measured."""

Labels = frozenset[str]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A file with people's codes: parallel texts, label sets and respondents."""

    texts: tuple[str, ...]
    labels: tuple[Labels, ...]
    respondents: tuple[str, ...]
    left_out: int  # rows without words


@dataclass(frozen=True, slots=True)
class Trained:
    """What `train` made: the folder, how much it learnt from, how good it is likely to be.

    `check` is measured on a fifth of the respondents that a trial model did not learn from; None
    where there were too few texts to spare any.
    """

    folder: Path
    texts: int
    corrections: int
    labels: tuple[tuple[str, int], ...]
    check: evaluate.Evaluation | None


def read_labelled(path: Path, text: str, labels: str, respondent: str = "") -> Labelled:
    """Read a file with people's codes; rows without a word are left out.

    An answer like "none" stays in: where people have coded such, their codes are to be learnt.
    `labels` names one column whose cells hold labels joined by `;`, or several columns, joined by
    commas, each a label of its own with a mark where it applies. A column's name may hold commas.
    """
    table = ingest.table(path, text=text, id=respondent)
    names = split_columns(labels, table.columns, path)
    places = [table.columns.index(n) for n in names]
    kept = [(n, row) for n, row in enumerate(table.rows) if segment.split(row[table.text])]

    def of(row: Sequence[str]) -> Labels:
        if len(places) == 1:
            return frozenset(t.strip() for t in row[places[0]].split(";") if t.strip())
        return frozenset(
            name for name, p in zip(names, places, strict=True) if row[p].strip().lower() not in NO
        )

    return Labelled(
        tuple(row[table.text] for _, row in kept),
        tuple(of(row) for _, row in kept),
        tuple(table.ids[n] for n, _ in kept),
        len(table.rows) - len(kept),
    )


def frequent(labelled: Labelled, fewest: int) -> Labelled:
    """The same texts without the labels that are used fewer than `fewest` times."""
    uses = Counter(k for s in labelled.labels for k in s)
    kept = {k for k, n in uses.items() if n >= fewest}
    return replace(labelled, labels=tuple(s & kept for s in labelled.labels))


def split_columns(given: str, columns: Sequence[str], path: Path) -> tuple[str, ...]:
    """The columns named in a comma-separated list; the longest name that fits is meant."""
    found: list[str] = []
    rest = given.strip()
    while rest:
        fits = [c for c in columns if c and (rest == c or rest.startswith((c + ",", c + " ,")))]
        if not fits:
            known = ", ".join(f"'{c}'" for c in columns[:30])
            raise UsageError(
                f"{path}: no column '{rest.split(',')[0]}' (--labels). Columns: {known}."
            )
        name = max(fits, key=len)
        found.append(name)
        rest = rest[len(name) :].lstrip().removeprefix(",").lstrip()
    if not found:
        raise UsageError(f"{path}: --labels names no column.")
    return tuple(dict.fromkeys(found))


def train(
    labelled: Labelled,
    out: Path,
    settings: Settings,
    corrections: Sequence[Coded] = (),
    seed: int = 1,
    notify: Notify = silent,
) -> Trained:
    """Learn the labels and write a model folder.

    From DEEP texts on a student is fine-tuned too (minutes), on four fifths of the respondents; the
    last fifth chooses the thresholds. Up to AGAIN texts another is then taught on all of them, and
    that one is kept: `check` is of the first.
    `corrections` are responses that people judged in the store; each counts as learn.PERSON texts.
    """
    fixed = [(c.response.text, frozenset(c.themes), c.response.respondent) for c in corrections]
    texts = (*labelled.texts, *(t for t, _, _ in fixed))
    labels = (*labelled.labels, *(s for _, s, _ in fixed))
    people = (*labelled.respondents, *(f"store:{p}" for _, _, p in fixed))
    weights = [1.0] * len(labelled.texts) + [learn.PERSON] * len(fixed)
    encoder, columns = reading_encoder(settings)
    hints = descriptions(settings, {k for s in labels for k in s}, columns)
    encoder.encode(texts, lambda d, n: notify("embed", d, n))
    heads, held = learn.fit(
        texts,
        labels,
        encoder,
        weights,
        hints,
        seed,
        people,
        lambda d, n: notify("heads", d, n),
        columns,
    )
    facts = {"texts": len(texts), "corrections": len(fixed), "seed": seed}
    parts = parts_by_person(people, seed)
    rest = [i for i in range(len(texts)) if parts[i] == 0]
    kept = [i for i in range(len(texts)) if parts[i] != 0]
    check = None
    if len(kept) >= DEEP and settings.encoder == "default":
        with tempfile.TemporaryDirectory() as scratch:

            def teach(stage: str, chosen: Iterable[int]) -> Path:
                into = Path(scratch) / stage
                into.mkdir()
                rows = [i for i in chosen for _ in range(round(weights[i]))]
                student.teach(
                    [texts[i] for i in rows],
                    [labels[i] for i in rows],
                    heads.keys,
                    settings.data / "encoders",
                    into,
                    seed,
                    lambda d, n: notify(stage, d, n),
                )
                return into

            taught = teach("learn", kept)
            better, check = _with_student(heads, held, texts, labels, rest, taught, seed)
            if len(texts) <= AGAIN:
                taught = teach("again", range(len(texts)))
            learn.save(better, out, out.name, facts, [taught / name for name in student.FILES])
    else:
        learn.save(heads, out, out.name, facts)
        if len(texts) >= 5 * learn.FEWEST and any(labels[i] for i in kept):
            trial = fit_rows(kept, texts, labels, encoder, hints, people, weights, seed, columns)
            check = evaluate.evaluate(
                [labels[i] for i in rest],
                apply(trial, [texts[i] for i in rest], encoder),
                draws=300,
            )
    uses = {k: sum(k in s for s in labels) for k in heads.keys}
    ranked = tuple(sorted(uses.items(), key=lambda u: (-u[1], u[0])))
    return Trained(out, len(texts), len(fixed), ranked, check)


def _with_student(
    heads: learn.Heads,
    held: Matrix,
    texts: Sequence[str],
    labels: Sequence[Labels],
    rest: Sequence[int],
    folder: Path,
    seed: int,
) -> tuple[learn.Heads, evaluate.Evaluation]:
    """Choose the thresholds of heads and student together on texts that the student has not seen.

    `held` is what heads that had not seen a text give it. Each half of `rest` is judged by the
    thresholds that the other half chooses: that is the check.
    """
    import numpy as np

    logits = student.Student(folder).logits([texts[i] for i in rest])
    mixed = learn.averaged(held[list(rest)], logits)
    truth = np.array([[k in labels[i] for k in heads.keys] for i in rest])
    often = np.array([sum(k in own for own in labels) / len(labels) for k in heads.keys])
    half = np.random.default_rng(seed).permutation(len(rest)) % 2 == 0

    def chosen(rows: Mask) -> Matrix:
        return learn.EASE * evaluate.own_thresholds(mixed[rows], truth[rows], learn.PRIOR, often)

    got: list[Labels] = [frozenset()] * len(rest)
    for choose, judge in ((half, ~half), (~half, half)):
        limits = chosen(choose)
        for i in np.flatnonzero(judge):
            got[i] = frozenset(np.array(heads.keys)[mixed[i] >= limits].tolist())
    return (
        replace(heads, thresholds=chosen(half | ~half)),
        evaluate.evaluate([labels[i] for i in rest], got, draws=300),
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """What `measure` found: the model in force against people's codes, and the learning curve."""

    model: str
    evaluation: evaluate.Evaluation
    calibration_error: float
    calibration: tuple[tuple[float, float, int], ...]
    curve: tuple[tuple[int, evaluate.Evaluation], ...]


def measure(
    labelled: Labelled,
    settings: Settings,
    sizes: Sequence[int] = SIZES,
    seed: int = 1,
    notify: Notify = silent,
) -> Measured:
    """Evaluate the model in force on people's codes, and how it would learn from some of them.

    Answers like "none" count as uncoded, as they are in a run, unless the model learnt people's own
    codes. The learning curve is measured on the half of the respondents that gives no labels; at 0
    labels stands the model in force itself. Where the labels are codes of that model, people's
    codes correct it, as in a review; others are learnt afresh, as by `train`.
    """
    if not labelled.texts:
        raise InputError("no row has words to code. Name another text column.")
    if not any(labelled.labels):
        raise InputError("no row has a code to measure by. Name another column with --labels.")
    import numpy as np

    book = inforce.load_codebook(settings)
    encoder = embed.Lazy(settings.encoder, settings.data / "encoders")
    model = themes.RememberingModel(inforce.load_model(settings, book, encoder))
    passed_over = inforce.passed_over(settings)
    responses = [
        Response(str(i), "", "", str(i), text)
        for i, text in enumerate(labelled.texts)
        if not passed_over(text)
    ]
    coded = themes.code(responses, model, book, dt.datetime.now(dt.UTC), notify)
    got = [frozenset[str]()] * len(labelled.texts)
    scores: list[dict[str, float]] = [{}] * len(labelled.texts)
    for c in coded:
        got[int(c.response.id)] = frozenset(c.themes)
        scores[int(c.response.id)] = {a.theme: a.score for a in c.assignments}
    keys = [t.key for t in book.active]
    error, bins = evaluate.calibration(
        np.array([[s.get(k, 0.0) for k in keys] for s in scores], np.float32),
        np.array([[k in s for k in keys] for s in labelled.labels]),
    )
    half = [f % 2 for f in parts_by_person(labelled.respondents, seed, 2)]
    pool = [i for i, h in enumerate(half) if h == 0]
    rest = [i for i, h in enumerate(half) if h == 1]
    ours = frozenset[str]().union(*labelled.labels) <= set(model.keys)
    reading, columns = (embed.Remembering(encoder), {}) if ours else reading_encoder(settings)

    def learnt(rows: Sequence[int]) -> list[Labels]:
        mine = [pool[r] for r in rows]
        if len(mine) < learn.FEWEST or not any(labelled.labels[i] for i in mine):
            return [got[i] for i in rest]
        if ours:
            return _corrected(labelled, mine, rest, model, reading)
        hints = descriptions(settings, {k for s in labelled.labels for k in s}, columns)
        heads = fit_rows(
            mine,
            labelled.texts,
            labelled.labels,
            reading,
            hints,
            labelled.respondents,
            seed=seed,
            columns=columns,
        )
        return apply(heads, [labelled.texts[i] for i in rest], reading)

    curve = evaluate.learning_curve(
        sizes, len(pool), learnt, [labelled.labels[i] for i in rest], seed
    )
    return Measured(model.name, evaluate.evaluate(labelled.labels, got), error, bins, curve)


def _corrected(
    labelled: Labelled,
    mine: Sequence[int],
    rest: Sequence[int],
    model: themes.RememberingModel,
    encoder: embed.Encoder,
) -> list[Labels]:
    """The labels of `rest` by a model that people's codes of `mine` corrected, as in a review.

    `model` has read the texts already; of what it did not read, none is coded.
    """
    import numpy as np

    def seen(rows: Sequence[int]) -> tuple[list[int], Matrix, Matrix]:
        read = [i for i in rows if labelled.texts[i] in model.kept]
        none = np.zeros((0, len(model.keys)), np.float32)
        scores = np.concatenate([none, *(model.kept[labelled.texts[i]] for i in read)])
        vectors = encoder.encode([labelled.texts[i] for i in read])
        return read, scores, correct.features(vectors, scores)

    judged, scores, vectors = seen(mine)
    truth = [[float(k in labelled.labels[i]) for k in model.keys] for i in judged]
    people = [labelled.respondents[i] for i in judged]
    lessons = correct.learn(
        model.keys, scores, vectors, np.array(truth, np.float32).reshape(scores.shape), people
    )
    others, scores, vectors = seen(rest)
    limits = np.array([model.thresholds.get(k, 0.5) for k in model.keys])
    over = lessons.apply(model.keys, scores, vectors) >= limits
    found = {
        i: frozenset(k for k, there in zip(model.keys, row, strict=True) if there)
        for i, row in zip(others, over, strict=True)
    }
    return [found.get(i, frozenset()) for i in rest]


def reading_encoder(settings: Settings) -> tuple[embed.Encoder, Mapping[str, int]]:
    """The encoder's vectors, with what the shipped reader makes of a text beside them.

    Beside it the column of each of the reader's codes: its logit there.
    """
    encoder = embed.load(settings.encoder, settings.data / "encoders")
    reader = None if settings.encoder == "fake" else inforce.shipped_reader()
    if reader is None:
        return embed.Remembering(encoder), {}
    rich = learn.Enriched(encoder, reader)
    return embed.Remembering(rich), rich.columns


def descriptions(
    settings: Settings, keys: set[str], known: Collection[str] = ()
) -> dict[str, tuple[str, ...]]:
    """Sentences that describe labels: the codebook's where it has them, else the label itself.

    Where all labels are codes that are `known`, all codes of the codebook that are known are
    described: labels are too few to have used each.
    """
    book = {t.key: t for t in inforce.load_codebook(settings).active}
    if keys <= set(known):
        keys = keys | (set(known) & set(book))
    return {
        key: (book[key].name, book[key].description, *book[key].examples) if key in book else (key,)
        for key in keys
    }


def fit_rows(
    rows: Sequence[int],
    texts: Sequence[str],
    labels: Sequence[Labels],
    encoder: embed.Encoder,
    hints: dict[str, tuple[str, ...]],
    people: Sequence[str],
    weights: Sequence[float] | None = None,
    seed: int = 1,
    columns: Mapping[str, int] | None = None,
) -> learn.Heads:
    """Learn from some of the texts, by their places."""
    return learn.fit(
        [texts[i] for i in rows],
        [labels[i] for i in rows],
        encoder,
        [weights[i] for i in rows] if weights else None,
        hints,
        seed,
        [people[i] for i in rows],
        columns=columns,
    )[0]


def apply(heads: learn.Heads, texts: Sequence[str], encoder: embed.Encoder) -> list[Labels]:
    """The labels of texts, by the heads' own thresholds."""
    scores = heads.probabilities(texts, encoder.encode(texts))
    return [
        frozenset(k for j, k in enumerate(heads.keys) if row[j] >= heads.thresholds[j])
        for row in scores
    ]


def parts_by_person(people: Sequence[str], seed: int, parts: int = 5) -> list[int]:
    """A part for each text, one respondent's texts all in the same."""
    import numpy as np

    names = sorted(set(people))
    drawn = np.random.default_rng(seed).permutation(len(names)) % parts
    where = dict(zip(names, drawn.tolist(), strict=True))
    return [where[p] for p in people]
