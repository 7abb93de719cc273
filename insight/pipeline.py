"""Runs a wave: read → redact → segment → embed → code → store → report; nothing is half-done."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from insight import __version__, inforce, ingest, lessons, receipt, waves
from insight.difference import Difference, UnacceptedError, compare
from insight.errors import InputError, InsightError, StoreError
from insight.receipt import fingerprint, slug
from insight.settings import Settings
from insight.types import (
    Coded,
    Findings,
    Ledger,
    Matrix,
    Notify,
    Publication,
    Response,
    Run,
    Segment,
    Skipped,
    Wave,
    silent,
)
from insight.vectors import scores_name, text_key, vectorise

if TYPE_CHECKING:
    from insight.store import Store

Caches = Mapping[str, Mapping[str, Matrix]]
"""Rows to keep in the store: by the name of what made them, then by `text_key`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run gave. `fresh` is False where the store held this very run already.

    `summary` is what `insight run --json` prints.
    """

    wave: str
    findings: Findings
    report: Path
    fresh: bool
    summary: Mapping[str, Any]


def run(
    path: Path,
    wave: str,
    settings: Settings,
    mapping: ingest.Mapping | None = None,
    notify: Notify = silent,
    *,
    accept: bool = False,
    by: str = "",
) -> Outcome:
    """Read a file, code it, publish it as `wave` in one transaction and write its report.

    A new wave goes into the project that the settings name. The same file with the same settings
    is not worked on again. Without a mapping, the one last accepted for files with these columns
    holds; an empty one reads the file anew. A mapping that led to a wave is kept. `by` is the
    person who asked for it, `user:<name>`, if one did: their role must allow it. Raises
    UnacceptedError, with the difference, where the wave is stored from other bytes, or from these
    read in another way, and its answers would change, unless that is accepted; InsightError where
    anything else stands in the way. The store is then as it was.
    """
    said_as = fingerprint(path, wave, settings, mapping)
    path_to_report = settings.reports / f"{slug(wave)}.html"
    with inforce.open_store(settings) as store:
        asked, settings = settings, replace(settings, project=store.home_of(wave, settings.project))
        kept = kept_mapping(path, store) if mapping is None else None
        mapping = mapping or kept
        own = inforce.own_codebook(settings, store)
        content = fingerprint(path, wave, settings, mapping, own.version if own else "")
        fresh = store.published(wave, content) is None
        if fresh:
            taken = take(path, wave, settings, mapping, notify, kept is not None)
            if not accept:
                _refuse_unaccepted(store, wave, taken)
            publication, caches = analyse(taken, wave, settings, content, store, notify)
            notify("save", 0, 1)
            store.publish(publication, by, settings.project)
            notify("save", 1, 1)
            with contextlib.suppress(StoreError):  # caches: the next run makes them again
                for name, rows in caches.items():
                    store.save_vectors(name, rows)
        if mapping and not kept:
            _keep_mapping(path, mapping, store, by or "insight run")
        found, home = waves.findings(store, wave), store.home_of(wave)
        since = waves.earlier(store, wave)
    said = {**waves.summary(found, path_to_report), "project": home}
    if fresh or not path_to_report.is_file() or receipt.said(wave, settings) != said:
        notify("report", 0, 1)
        waves.write_reports(found, settings, since=since)
        notify("report", 1, 1)
    receipt.keep(wave, said_as, asked, said)
    return Outcome(wave, found, path_to_report, fresh, said)


@dataclass(frozen=True, slots=True)
class Taken:
    """A file's answers ready for coding: redacted, in a known language, cut into segments.

    `skipped` has every answer that is not among `responses`, by its row.
    """

    read: Wave
    responses: tuple[Response, ...]
    segments: tuple[Segment, ...]
    skipped: tuple[Skipped, ...]
    started: dt.datetime


def take(
    path: Path,
    wave: str,
    settings: Settings,
    mapping: ingest.Mapping | None = None,
    notify: Notify = silent,
    kept: bool = False,
) -> Taken:
    """Read a file and take out personal details; what is left may be looked at and stored.

    `kept` says that the mapping is the one last accepted for this source.
    """
    from insight import redact
    from insight.nlp import segment

    started = dt.datetime.now(dt.UTC)
    notify("read", 0, 1)
    read, skipped = ingest.read(path, wave, mapping)
    if not read.questions and read.kind == "survey":
        raise InputError(
            f"{path}: no open question found. Columns: {_columns(read)}. Name it in a mapping file."
        )
    if kept:
        source = replace(read.source, warnings=(*read.source.warnings, AS_BEFORE))
        read = replace(read, source=source)
    notify("read", 1, 1)
    notify("redact", 0, 1)
    redacted, more = redact.redact(read.records, wave)
    places = _places(read, redacted)
    skipped += more
    responses, more = in_english(redacted, settings)
    skipped += more
    notify("redact", len(responses), len(responses))
    segments, wordless = segment.segment(responses)
    skipped += wordless
    without = {s.id for s in wordless}
    return Taken(
        read,
        tuple(r for r in responses if r.id not in without),
        segments,
        tuple(replace(s, id=places.get(s.id, s.id)) for s in skipped),
        started,
    )


AS_BEFORE = "Read as it was settled for this source before; --mapping none reads it anew."


def _places(read: Wave, responses: Sequence[Response]) -> dict[str, str]:
    """Where in the file each response stands, as reading says it: "row 14 · q2"."""
    number = {title: n for n, title in enumerate(read.questions, start=1)}
    return {r.id: f"row {r.row} · q{number.get(r.question, 1)}" for r in responses}


def analyse(
    taken: Taken, wave: str, settings: Settings, content: str, store: Store, notify: Notify
) -> tuple[Publication, Caches]:
    """Code what was taken; gives what to publish and what to remember beside it.

    What people judged in the project teaches the model first.
    """
    from insight.nlp import correct, embed, quotes, themes

    book = inforce.load_codebook(settings, store)
    responses, read = taken.responses, taken.read
    encoder = inforce.load_encoder(settings, notify)
    vectors = vectorise(responses, encoder, store, notify)
    model = themes.RememberingModel(inforce.load_model(settings, book, encoder))
    coder: themes.ThemeModel = model
    taught = lessons.learnt(store, book, encoder, model, store.corrections(settings.project))
    if taught.by_theme:
        known = dict(zip((r.text for r in responses), vectors, strict=True))
        coder = correct.TaughtModel(model, taught, embed.Remembering(encoder, known))
    notify("code", 0, len(responses))
    coded, more = themes.classify(
        responses,
        taken.segments,
        coder,
        book,
        taken.started,
        lambda done, n: notify("code", done, n),
    )
    skipped = taken.skipped + more
    chosen = quotes.select(coded, vectors, [t.key for t in book.active])
    finished = dt.datetime.now(dt.UTC)
    run = Run(
        id=hashlib.sha256(f"{wave}\0{content}".encode()).hexdigest()[:16],
        wave=wave,
        input_hash=content,
        model=coder.name,
        codebook=book.version,
        parameters=(
            (
                "campaigns",
                json.dumps(
                    waves.campaigns(
                        {c.response.id: c.response.text for c in coded}, settings.campaigns
                    )
                ),
            ),
            ("encoder", encoder.name),
            ("likeness", str(settings.campaigns)),
            ("version", __version__),
        ),
        n_in=read.received,
        n_done=len(coded),
        n_skipped=len(skipped),
        started=taken.started,
        finished=finished,
    )
    return (
        Publication(
            wave=wave,
            kind=read.kind,
            source=read.source,
            ledger=balance(read, coded, skipped),
            skipped=skipped,
            coded=coded,
            segments=taken.segments,
            quotes=chosen,
            codebook=book,
            run=run,
        ),
        {
            encoder.name: {text_key(r.text): vectors[i : i + 1] for i, r in enumerate(responses)},
            scores_name(model.name, book): {text_key(t): row for t, row in model.kept.items()},
        },
    )


def difference(
    path: Path, wave: str, settings: Settings, mapping: ingest.Mapping | None = None
) -> Difference | None:
    """What a file would change in a stored wave; None where there is no such wave."""
    if not inforce.holds_store(settings):
        return None
    with inforce.open_store(settings, create=False) as store:
        if store.last_run(wave) is None:
            return None
        kept = kept_mapping(path, store) if mapping is None else None
        taken = take(path, wave, settings, mapping or kept)
        return compare((c.response for c in store.coded(wave)), taken.responses)


def _refuse_unaccepted(store: Store, wave: str, taken: Taken) -> None:
    """Raise UnacceptedError where a run would change the answers of a stored wave.

    The same bytes read in the same way may be redacted better than before: that is no difference.
    """
    source = taken.read.source
    if store.last_run(wave) is None:
        return
    found = compare((c.response for c in store.coded(wave)), taken.responses)
    again = store.source(wave).sha256 == source.sha256
    if found.new or found.gone or (found.changed and not again):
        raise UnacceptedError(source.file, wave, found, again)


def kept_mapping(path: Path, store: Store) -> ingest.Mapping | None:
    """How files with these columns were last read, as accepted; None where nothing was settled."""
    key = ingest.source_of(path) if store.sources() else ""
    content = store.mapping(key) if key else None
    return ingest.mapping_from(content, "the kept mapping") if content else None


def _keep_mapping(path: Path, mapping: ingest.Mapping, store: Store, by: str) -> None:
    """Keep what was settled for files with these columns, save what names a person."""
    content = tomllib.loads(ingest.as_toml(mapping))
    content.pop("transcript", None)
    key = ingest.source_of(path) if content else ""
    if key and store.mapping(key) != content:
        store.save_mapping(key, content, by)


def balance(wave: Wave, coded: Sequence[Coded], skipped: Sequence[Skipped]) -> Ledger:
    """Draw up the ledger; raises InsightError where an answer has vanished."""
    reasons = Counter(s.reason for s in skipped)
    ledger = Ledger(wave.received, len(coded), tuple(sorted(reasons.items())))
    if not ledger.balanced:
        raise InsightError(
            f"{wave.source.file}: {ledger.received} answers received, but {ledger.analysed} "
            f"analysed and {sum(reasons.values())} excluded. Nothing was stored: a fault of "
            "Insight, please report it."
        )
    return ledger


def in_english(
    responses: Sequence[Response], settings: Settings
) -> tuple[tuple[Response, ...], tuple[Skipped, ...]]:
    """Mark each response's language; the English models leave the others uncoded, and counted."""
    marked = tuple(replace(r, language=ingest.language(r.text)) for r in responses)
    if settings.encoder not in {"default", "fake"}:
        return marked, ()
    foreign = tuple(
        Skipped(r.id, "language", "not in English") for r in marked if r.language != "en"
    )
    return tuple(r for r in marked if r.language == "en"), foreign


def _columns(wave: Wave) -> str:
    names = [f"'{c.name}'" for c in wave.source.columns]
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
