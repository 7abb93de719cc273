"""Codes what is stored again: after people's corrections, or with a changed codebook.

No file is read: responses, segments, vectors and the model's scores are in the store. A person's
judgement stays in force whatever comes out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from insight import inforce
from insight.errors import UsageError
from insight.lessons import by_response, learnt, scores_of
from insight.patterns import Pattern, fold, is_pattern
from insight.settings import Settings
from insight.types import (
    TONES,
    Assignment,
    Codebook,
    Coded,
    Evidence,
    Matrix,
    Notify,
    Publication,
    Response,
    Run,
    Tone,
    silent,
)
from insight.vectors import scores_name, text_key, vectorise

if TYPE_CHECKING:
    from insight.nlp.correct import Lessons
    from insight.nlp.embed import Encoder
    from insight.nlp.themes import ThemeModel
    from insight.store import Store

SAMPLE = 1_500
"""Responses that a preview codes; of a larger wave it takes a random sample."""


@dataclass(frozen=True, slots=True)
class Change:
    """What coding again does to one theme: responses that raise it before and after."""

    theme: str
    before: int
    after: int
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Recoded:
    """What `recode` did.

    `changes` sums up the waves whose coding changed, `waves`. `corrections` is the number of
    responses that people judged; `learnt` the themes whose scores they changed; `checked` gives by
    theme (judgements, log-loss before, log-loss after), on judgements held out.
    """

    waves: tuple[str, ...]
    changes: tuple[Change, ...]
    corrections: int
    learnt: tuple[str, ...]
    checked: Mapping[str, tuple[int, float, float]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a codebook would change in a wave, on `n` of its `total` responses."""

    n: int
    total: int
    changes: tuple[Change, ...]


def recode(store: Store, settings: Settings, by: str, notify: Notify = silent) -> Recoded:
    """Code every wave of the project again, with its codebook and corrections; `by` asked for it.

    Each wave is published in one transaction; one whose coding would be the same is left alone.
    Reports are not written again. Raises RightsError unless `by` may publish.
    """
    store.require(by, "publish a wave")
    book = inforce.load_codebook(settings, store)
    encoder = inforce.load_encoder(settings)
    model = inforce.load_model(settings, book, encoder)
    carry_merges(store, settings.project, book, by)
    corrected = store.corrections(settings.project)
    lessons = learnt(store, book, encoder, model, corrected)
    waves, changes = [], []
    for info in store.waves(settings.project):
        made, changed = _wave(store, info.name, book, encoder, model, lessons, notify)
        if made is not None and store.publish(made, by):
            waves.append(info.name)
            changes.append(changed)
    notify("save", 1, 1)
    return Recoded(
        tuple(waves),
        _sum(changes),
        len(corrected),
        tuple(sorted(lessons.by_theme)),
        lessons.checked,
    )


def preview(store: Store, settings: Settings, wave: str, old: Codebook, new: Codebook) -> Preview:
    """Code a wave, or a random sample of it, with two codebooks, and say what differs.

    What people judged stays, so their responses are left out.
    """
    encoder = inforce.load_encoder(settings)
    ids = store.ids(wave)
    drawn = sorted(random.Random(1).sample(range(len(ids)), min(SAMPLE, len(ids))))  # noqa: S311
    coded = store.coded(wave, ids=[ids[i] for i in drawn])
    responses = [c.response for c in coded if not c.checked]
    sets = [
        _present(store, responses, book, inforce.load_model(settings, book, encoder))
        for book in (old, new)
    ]
    return Preview(len(responses), len(ids), _compare(*sets))


def holding(store: Store, wave: str, phrase: str, theme: str) -> tuple[int, int]:
    """How many responses of a wave hold a phrase's very words, or its pattern, and raise a theme.

    Gives (all that hold it, those of them that raise the theme).
    """
    if is_pattern(phrase):
        find = Pattern(phrase).find
        sets = (store.texts(wave), store.texts(wave, theme=theme))
        all_, coded = (sum(bool(find(fold(text))) for _, text in texts) for texts in sets)
        return all_, coded
    quoted = '"' + phrase.replace('"', " ") + '"'
    return store.count(wave, search=quoted), store.count(wave, search=quoted, theme=theme)


def carry_merges(store: Store, project: str, book: Codebook, by: str) -> int:
    """Where a person found a theme that is now merged into another, judge that it raises that one.

    The judgement is of who merged the themes; gives how many responses it was made for.
    """
    into = {theme.key: theme.into for theme in book.themes if theme.into}
    now = dt.datetime.now(dt.UTC)
    made = [
        replace(a, theme=into[a.theme], by=by, at=now)
        for c in store.corrections(project)
        for a in c.assignments
        if a.theme in into
        and a.present
        and a.by.startswith("user:")
        and into[a.theme] not in c.themes
    ]
    store.judge(list({(a.response, a.theme): a for a in made}.values()))
    return len({a.response for a in made})


def _wave(
    store: Store,
    wave: str,
    book: Codebook,
    encoder: Encoder,
    model: ThemeModel,
    lessons: Lessons,
    notify: Notify,
) -> tuple[Publication | None, tuple[Change, ...]]:
    """What to publish of a wave, None where it is in force already; and what it changes."""
    from insight.nlp import correct, quotes

    started = dt.datetime.now(dt.UTC)
    last, info = store.last_run(wave), store.wave(wave)
    if last is None:
        raise UsageError(f"Wave {wave}: was deleted meanwhile. Load the page again.")
    name = lessons.name(model.name)
    id = hashlib.sha256(f"{wave}\0{last.input_hash}\0{name}\0{book.version}".encode())
    if (name, book.version) == (last.model, last.codebook):
        return None, ()
    notify("code", 0, info.responses)
    held = store.coded(wave, absent=True)
    responses = [c.response for c in held]
    before = store.machine(wave)
    # With another codebook the evidence is another: everything is read anew.
    same = book.version == last.codebook
    base = before if same else _classify(store, responses, book, model, started, notify)
    scores = scores_of(store, responses, book, model)
    vectors = vectorise(responses, encoder, store)
    after = lessons.apply(model.keys, scores, correct.features(vectors, scores))
    by = f"model:{name}@{book.version}"
    coded = _adjust(base, after, lessons, book, model, encoder, by, started)
    notify("code", info.responses, info.responses)
    in_force = [_over(c, h) for c, h in zip(coded, held, strict=True)]
    finished = dt.datetime.now(dt.UTC)
    made = Publication(
        wave=wave,
        kind=info.kind,
        source=store.source(wave),
        ledger=store.ledger(wave),
        skipped=store.skipped(wave),
        coded=coded,
        segments=store.segments(wave),
        quotes=quotes.select(in_force, vectors, [t.key for t in book.active]),
        codebook=book,
        run=Run(
            id=id.hexdigest()[:16],
            wave=wave,
            input_hash=last.input_hash,
            model=name,
            codebook=book.version,
            parameters=last.parameters,
            n_in=last.n_in,
            n_done=len(coded),
            n_skipped=last.n_skipped,
            started=started,
            finished=finished,
        ),
    )
    judged = {h.response.id for h in held if h.checked}
    sets = (
        {c.response.id: frozenset(c.themes) for c in side if c.response.id not in judged}
        for side in (before, coded)
    )
    return made, _compare(*sets)


def _present(
    store: Store,
    responses: Sequence[Response],
    book: Codebook,
    model: ThemeModel,
) -> dict[str, frozenset[str]]:
    """The themes of responses by the model alone."""
    scores = scores_of(store, responses, book, model)
    active = {t.key for t in book.active}
    return {
        r.id: frozenset(
            key
            for k, key in enumerate(model.keys)
            if key in active and scores[n, k] >= model.thresholds.get(key, 0.5)
        )
        for n, r in enumerate(responses)
    }


def _classify(
    store: Store,
    responses: Sequence[Response],
    book: Codebook,
    model: ThemeModel,
    at: dt.datetime,
    notify: Notify,
) -> tuple[Coded, ...]:
    """Read responses anew: everything about them, with evidence; the scores are kept."""
    from insight.nlp import themes

    remembering = themes.RememberingModel(model)
    coded = themes.code(responses, remembering, book, at, notify)
    fresh = {text_key(text): row for text, row in remembering.kept.items()}
    store.save_vectors(scores_name(model.name, book), fresh)
    return coded


def _adjust(
    base: Sequence[Coded],
    scores: Matrix,
    lessons: Lessons,
    book: Codebook,
    model: ThemeModel,
    encoder: Encoder,
    by: str,
    at: dt.datetime,
) -> tuple[Coded, ...]:
    """The same responses judged by other scores; what newly appears is read for its evidence."""
    from insight.nlp.themes import BAND

    active = {t.key for t in book.active}
    limits = {key: model.thresholds.get(key, 0.5) for key in model.keys}
    wanted = [
        {
            key: score
            for key, score in zip(model.keys, map(float, row), strict=True)
            if key in active and score > limits[key] - BAND
        }
        for row in scores
    ]
    known = {(a.response, a.theme): (a.evidence, a.tone) for c in base for a in c.assignments}
    new = {
        c.response: fresh
        for c, found in zip(base, wanted, strict=True)
        if (fresh := [key for key in found if (c.response.id, key) not in known])
    }
    known |= _read(new, lessons, model, encoder)

    def judged(c: Coded, found: Mapping[str, float]) -> tuple[Assignment, ...]:
        id = c.response.id
        made = [
            Assignment(
                response=id,
                theme=key,
                score=round(score, 4),
                present=score >= limits[key],
                evidence=known[id, key][0],
                by=by,
                at=at,
                tone=known[id, key][1],
                uncertain=abs(score - limits[key]) < BAND,
            )
            for key, score in found.items()
        ]
        return tuple(sorted(made, key=lambda a: -a.score))

    return tuple(
        Coded(c.response, judged(c, found), c.reading and replace(c.reading, by=by, at=at))
        for c, found in zip(base, wanted, strict=True)
    )


def _read(
    new: Mapping[Response, Sequence[str]],
    lessons: Lessons,
    model: ThemeModel,
    encoder: Encoder,
) -> dict[tuple[str, str], tuple[tuple[Evidence, ...], Tone]]:
    """Evidence and tone of themes that newly appear, by response id and theme.

    Where the model itself saw nothing, the evidence is the clause that the lesson speaks for most.
    """
    from insight.nlp import correct
    from insight.nlp.segment import segment

    if not new:
        return {}
    responses = list(new)
    clauses = by_response(segment(responses)[0])
    read = model.score(responses, clauses)
    found: dict[tuple[str, str], tuple[tuple[Evidence, ...], Tone]] = {}
    bare: list[tuple[Response, str, Tone]] = []
    for row, response in enumerate(responses):
        for key in new[response]:
            tone = TONES[int(read.theme_tones[row, model.keys.index(key)].argmax())]
            if evidence := read.evidence[row].get(key, ()):
                found[response.id, key] = evidence, tone
            else:
                bare.append((response, key, tone))
    wanted = [(clauses[response.id], key) for response, key, _ in bare]
    for (response, key, tone), own in zip(
        bare, correct.spoken_for(lessons, wanted, encoder), strict=True
    ):
        found[response.id, key] = (own,), tone
    return found


def _over(machine: Coded, held: Coded) -> Coded:
    """What is in force: the machine's judgements with people's over them."""
    people = {a.theme: a for a in held.assignments if a.by.startswith("user:")}
    left = [a for a in machine.assignments if a.theme not in people]
    return Coded(
        machine.response, (*people.values(), *left), held.reading, held.version, held.checked
    )


def _compare(
    before: Mapping[str, frozenset[str]], after: Mapping[str, frozenset[str]]
) -> tuple[Change, ...]:
    """What changed from one coding to another, theme by theme, the most changed first."""
    was = Counter(t for themes in before.values() for t in themes)
    now = Counter(t for themes in after.values() for t in themes)
    gained = Counter(t for id, themes in after.items() for t in themes - before[id])
    lost = Counter(t for id, themes in before.items() for t in themes - after[id])
    changed = sorted(gained.keys() | lost.keys(), key=lambda t: (-gained[t] - lost[t], t))
    return tuple(Change(t, was[t], now[t], gained[t], lost[t]) for t in changed)


def _sum(changes: Sequence[tuple[Change, ...]]) -> tuple[Change, ...]:
    """The changes of several waves as one."""
    total: dict[str, Change] = {}
    for c in (c for wave in changes for c in wave):
        t = total.get(c.theme, Change(c.theme, 0, 0, 0, 0))
        total[c.theme] = Change(
            *(c.theme, t.before + c.before, t.after + c.after),
            *(t.gained + c.gained, t.lost + c.lost),
        )
    return tuple(sorted(total.values(), key=lambda c: (-c.gained - c.lost, c.theme)))
