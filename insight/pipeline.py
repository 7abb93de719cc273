"""Introduces the stages to each other: read → redact → segment → embed → themes → … → report."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from insight import __version__, ingest, receipt
from insight.difference import Difference, UnacceptedError, compare
from insight.errors import InputError, InsightError, NoStoreError, StoreError, UsageError
from insight.receipt import fingerprint, slug
from insight.settings import SHIPPED, Settings, safe_url
from insight.types import (
    Coded,
    Findings,
    Ledger,
    Marks,
    Matrix,
    Publication,
    Response,
    Run,
    Segment,
    Skipped,
    Topic,
    Wave,
)

if TYPE_CHECKING:
    from insight.nlp.embed import Encoder
    from insight.nlp.learn import LearnedModel
    from insight.nlp.reader import ReaderModel
    from insight.nlp.themes import ThemeModel
    from insight.store import Filters, Store
    from insight.types import Codebook

Notify = Callable[[str, int, int], None]
"""Called with (stage, done, total) as work goes on."""

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


def silent(stage: str, done: int, total: int) -> None:
    """A Notify that says nothing."""


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
    UnacceptedError, with the difference, where the wave is stored from other bytes and its answers
    would change, unless that is accepted; InsightError where anything else stands in the way. The
    store is then as it was.
    """
    said_as = fingerprint(path, wave, settings, mapping)
    path_to_report = settings.reports / f"{slug(wave)}.html"
    with open_store(settings) as store:
        asked, settings = settings, replace(settings, project=store.home_of(wave, settings.project))
        kept = kept_mapping(path, store) if mapping is None else None
        mapping = mapping or kept
        own = own_codebook(settings, store)
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
        found, home = findings(store, wave), store.home_of(wave)
    said = {**summary(found, path_to_report), "project": home}
    if fresh or not path_to_report.is_file() or receipt.said(wave, settings) != said:
        notify("report", 0, 1)
        write_reports(found, settings)
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
    """Code what was taken; gives what to publish and what to remember beside it."""
    from insight.nlp import quotes, themes

    book = load_codebook(settings, store)
    responses, read = taken.responses, taken.read
    encoder = load_encoder(settings, notify)
    vectors = vectorise(responses, encoder, store, notify)
    model = themes.RememberingModel(load_model(settings, book, encoder))
    notify("code", 0, len(responses))
    coded, more = themes.classify(
        responses,
        taken.segments,
        model,
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
        model=model.name,
        codebook=book.version,
        parameters=(
            (
                "campaigns",
                json.dumps(
                    campaigns({c.response.id: c.response.text for c in coded}, settings.campaigns)
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
    if not holds_store(settings):
        return None
    with open_store(settings, create=False) as store:
        if store.last_run(wave) is None:
            return None
        kept = kept_mapping(path, store) if mapping is None else None
        taken = take(path, wave, settings, mapping or kept)
        return compare((c.response for c in store.coded(wave)), taken.responses)


def _refuse_unaccepted(store: Store, wave: str, taken: Taken) -> None:
    """Raise UnacceptedError where other bytes would change the answers of a stored wave."""
    source = taken.read.source
    if store.last_run(wave) is None or store.source(wave).sha256 == source.sha256:
        return
    found = compare((c.response for c in store.coded(wave)), taken.responses)
    if found:
        raise UnacceptedError(source.file, wave, found)


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


def holds_store(settings: Settings) -> bool:
    """Whether there may be a store to open: a file that exists, or a server."""
    url = settings.store_url
    return not url.startswith("sqlite") or Path(url.removeprefix("sqlite:///")).exists()


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


def vectorise(
    responses: Sequence[Response], encoder: Encoder, store: Store, notify: Notify = silent
) -> Matrix:
    """Unit vectors of the responses, (n, dim): from the store where known, else encoded once."""
    import numpy as np

    keys = [text_key(r.text) for r in responses]
    texts = dict(zip(keys, (r.text for r in responses), strict=True))
    known = dict(store.vectors(encoder.name, list(texts)))
    missing = [key for key in texts if key not in known]
    fresh = encoder.encode(
        [texts[key] for key in missing], lambda done, n: notify("embed", done, n)
    )
    known |= {key: fresh[i : i + 1] for i, key in enumerate(missing)}
    if not keys:
        return np.zeros((0, encoder.dim), np.float32)
    return np.concatenate([known[key][:1] for key in keys])


def scores_name(model: str, book: Codebook) -> str:
    """What the scores of a model on a codebook are kept under in the store."""
    return f"scores {model}@{book.version}"


def load_model(settings: Settings, book: Codebook, encoder: Encoder) -> ThemeModel:
    """The theme model in force: as set, else the shipped one, else the codebook alone.

    Themes of the codebook that a trained reader does not know are coded by the codebook itself.
    A theme merged into another speaks for that one.
    """
    from insight.nlp.themes import MergedModel

    into = {theme.key: theme.into for theme in book.themes if theme.into}
    if not into:
        return _load_model(settings, book, encoder)
    themes = tuple(replace(t, retired=t.retired and not t.into) for t in book.themes)
    return MergedModel(_load_model(settings, replace(book, themes=themes), encoder), into)


def _load_model(settings: Settings, book: Codebook, encoder: Encoder) -> ThemeModel:
    from insight.codebook import only
    from insight.nlp.themes import CodebookModel, JoinedModel

    if own_codes(settings):
        return learned(Path(settings.model), encoder)
    if settings.model == "none" or settings.encoder == "fake":
        return CodebookModel(book, encoder)
    folder = Path(settings.model) if settings.model else SHIPPED
    if not settings.model and not (folder / "manifest.json").is_file():
        return CodebookModel(book, encoder)
    from insight.nlp.reader import ReaderModel

    reader = ReaderModel(folder, book)
    unknown = only(book, [t.key for t in book.active if t.key not in reader.keys])
    return JoinedModel(reader, CodebookModel(unknown, encoder)) if unknown.themes else reader


def own_codes(settings: Settings) -> Mapping[str, Any] | None:
    """The manifest of the model that is set, if it learnt people's own codes (`insight train`)."""
    from insight.manifest import check

    if settings.model in {"", "none"}:
        return None
    manifest = check(Path(settings.model))
    return manifest if manifest.get("kind") == "heads" else None


def learned(folder: Path, encoder: Encoder) -> LearnedModel:
    """A model that `insight train` made."""
    from insight.nlp import learn, student

    heads, name = learn.load(folder)
    reader = shipped_reader()
    rich = learn.Enriched(encoder, reader) if reader and heads.encoder != encoder.name else encoder
    taught = (folder / student.FILES[0]).is_file()
    return learn.LearnedModel(
        heads, name, rich, reader, student.Student(folder) if taught else None
    )


def shipped_reader() -> ReaderModel | None:
    """The trained reader that ships, on its own codebook; None where there is none."""
    from insight import codebook

    if not (SHIPPED / "manifest.json").is_file():
        return None
    from insight.nlp.reader import ReaderModel

    return ReaderModel(SHIPPED, codebook.load(Settings().codebook))


def load_codebook(settings: Settings, store: Store | None = None) -> Codebook:
    """The codebook in force: a model made by `insight train` brings its own labels.

    Where no store is given, the one that the settings name is asked if it is there.
    """
    from insight import codebook
    from insight.types import Codebook, Theme

    if learnt := own_codes(settings):
        themes = tuple(Theme(key, key, key) for key in learnt["keys"])
        return Codebook(str(learnt["name"]), themes, codebook.version(themes))
    return project_codebook(settings, store)


def project_codebook(settings: Settings, store: Store | None = None) -> Codebook:
    """The project's own codebook, else the one that the settings name."""
    from insight import codebook

    return own_codebook(settings, store) or codebook.load(settings.book)


def own_codebook(settings: Settings, store: Store | None = None) -> Codebook | None:
    """The codebook last saved for the project; None where none was, or a flag names another."""
    if settings.codebook_given:
        return None
    if store is None:
        if not holds_store(settings):
            return None
        try:
            store = open_store(settings, create=False)
        except NoStoreError:
            return None
        with store:
            return store.own_codebook(settings.project)
    return store.own_codebook(settings.project)


def save_codebook(
    store: Store, settings: Settings, before: Codebook, after: Codebook, by: str
) -> None:
    """Put a changed codebook in force for the next coding in the project; every version stays.

    `before` is the version that the change was made on: raises StoreError where another was saved
    meanwhile, RightsError where `by` may not.
    """
    from insight import codebook

    changes = len(codebook.diff(before, after))
    store.save_codebook(settings.project, before, after, by, changes)


def findings(
    store: Store,
    wave: str,
    within: Sequence[tuple[Findings, str, str]] = (),
    marks: Marks | None = None,
    **which: Unpack[Filters],
) -> Findings:
    """All figures of a published wave, or of what the filters leave of it, as in force now.

    For `within` see `findings.compute`: a caller that filters by group gives it. `marks` are those
    of the whole wave, if the caller has them.
    """
    from insight import findings as figures

    info, last = store.wave(wave), store.last_run(wave)
    marks = store.marks(wave) if marks is None else marks
    if which:
        marks = figures.only(marks, store.keys(wave, **which))
    alike = () if which or last is None else _campaigns_of(store, last)
    return figures.compute(
        wave,
        info.kind,
        marks,
        store.source(wave),
        store.ledger(wave),
        store.codebook(info.codebook),
        last.model if last else "",
        store.quotes(wave),
        tuple((words, len(ids)) for words, ids in alike),
        within,
        store.keys(wave, ids=[id for _, ids in alike for id in ids]) if alike else None,
        float(dict(last.parameters).get("likeness", 0.8)) if last else 0.8,
    )


def require_wave(store: Store, wave: str, settings: Settings) -> None:
    """Raise UsageError unless there is such a wave, in the project if the settings name one."""
    if settings.project:
        store.home_of(wave, settings.project)
    store.wave(wave)


def left_out(
    store: Store, wave: str, reason: str = ""
) -> tuple[str, tuple[tuple[int, str, str], ...]]:
    """The file of a wave, and (row, question, reason) of every answer that was left out of it."""
    info = store.wave(wave)
    rows: list[tuple[int, str, str]] = []
    for left in store.skipped(wave):
        found = PLACE.fullmatch(left.id)
        row, number = (int(found[1]), int(found[2] or 0)) if found else (0, 0)
        question = info.questions[number - 1] if 0 < number <= len(info.questions) else ""
        rows.append((row, question, left.reason))
    if reason and reason not in {why for *_, why in rows}:
        known = ", ".join(dict.fromkeys(why for *_, why in rows)) or "none"
        raise UsageError(f"nothing of '{wave}' was left out as '{reason}'. Reasons: {known}.")
    return info.file, tuple(sorted(r for r in rows if reason in ("", r[2])))


PLACE = re.compile(r"row (\d+)(?: · q(\d+))?")
"""How reading names an answer that it leaves out."""


def campaigns(texts: Mapping[str, str], likeness: float = 0.8) -> tuple[tuple[str, ...], ...]:
    """Near-identical responses of five or more people: the ids of each campaign."""
    return tuple(
        group
        for group in ingest.campaigns(texts, likeness)
        if len(group) >= 5 and len(texts[group[0]].split()) >= 8
    )


def nearest(
    store: Store, wave: str, query: str, encoder: Encoder, most: int, **which: Unpack[Filters]
) -> tuple[str, ...]:
    """The ids of the responses nearest in meaning to a query, the nearest first."""
    import numpy as np

    ids, matrix = store.wave_vectors(wave, encoder.name, **which)
    missing = [] if len(ids) == store.count(wave, **which) else _without(store, wave, ids, which)
    if missing:
        fresh = encoder.encode([text for _, text in missing])
        store.save_vectors(
            encoder.name, {text_key(t): fresh[i : i + 1] for i, (_, t) in enumerate(missing)}
        )
        ids, matrix = store.wave_vectors(wave, encoder.name, **which)
    if not ids:
        return ()
    scores = matrix @ encoder.encode([query])[0]
    return tuple(ids[i] for i in np.argsort(-scores, kind="stable")[:most].tolist())


def _without(store: Store, wave: str, ids: Sequence[str], which: Filters) -> list[tuple[str, str]]:
    known = set(ids)
    return [(id, text) for id, text in store.texts(wave, **which) if id not in known]


def _campaigns_of(store: Store, run: Run) -> tuple[tuple[str, Sequence[str]], ...]:
    """What the run found of campaigns: (words, ids), where those words are still there."""
    found = dict(run.parameters).get("campaigns")
    groups = campaigns(dict(store.texts(run.wave))) if found is None else json.loads(found)
    there = dict(store.texts(run.wave, ids=[ids[0] for ids in groups])) if groups else {}
    return tuple((there[ids[0]], ids) for ids in groups if ids[0] in there)


def write_reports(
    found: Findings, settings: Settings, formats: Sequence[str] = ("html",)
) -> tuple[Path, ...]:
    """Write a wave's report in each format below the data folder; returns the files."""
    from insight import charts, report

    at = dt.datetime.now(dt.UTC)
    try:
        settings.reports.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InsightError(f"{settings.reports}: cannot be made ({error.strerror}).") from error
    figures = charts.figures(found)
    paths = []
    for form in formats:
        if form not in report.WRITERS:
            raise UsageError(f"no report format '{form}'. Formats: {', '.join(report.WRITERS)}.")
        path = settings.reports / f"{slug(found.wave)}.{form}"
        report.WRITERS[form](found, figures, path, at)
        paths.append(path)
    return tuple(paths)


def topics(
    store: Store, wave: str, settings: Settings, seed: int = 1
) -> tuple[tuple[Topic, ...], tuple[Skipped, ...]]:
    """What the codebook misses in a wave: clusters of the responses it leaves uncoded."""
    from insight.nlp import emerge

    coded = store.coded(wave, uncoded=True)
    encoder = load_encoder(settings)
    responses = [c.response for c in coded]
    return emerge.topics(responses, vectorise(responses, encoder, store), seed)


@dataclass(frozen=True, slots=True)
class CodedFile:
    """What `code_file` did: `rows` in the file, `coded` of them with words to code."""

    rows: int
    coded: int
    themes: tuple[tuple[str, int], ...]


def code_file(
    path: Path,
    out: Path,
    text: str,
    id_column: str | None,
    settings: Settings,
    notify: Notify = silent,
) -> CodedFile:
    """Code one column of a file and write every row and column again with CODED behind them.

    `scores` is a JSON object of theme keys; `evidence` a JSON list of theme, start, end (code
    points of the text), text and why. The column's heading is taken for the question. Answers like
    "none" are left uncoded, except by a model of people's own codes: they may have one for them.
    No store is opened and nothing is redacted: the file is the caller's own, and comes out as it
    went in.
    """
    from insight.export import CODED, cells

    table = ingest.table(path, text=text, id=id_column or "")
    _keep_apart(path, out)
    at = table.text
    every = own_codes(settings) is not None
    coded = code_texts(
        [
            Response(str(n), "", text, str(n), row[at])
            for n, row in enumerate(table.rows)
            if row[at].strip() and (every or not ingest.is_non_answer(row[at]))
        ],
        load_codebook(settings),
        settings,
        notify,
    )
    found = {int(c.response.id): c for c in coded}
    rows = [
        (*row, *(cells(found[n]) if n in found else ("",) * len(CODED)))
        for n, row in enumerate(table.rows)
    ]
    ingest.write_csv(out, (*table.columns, *_added(CODED, table.columns)), rows, bom=table.bom)
    counts = Counter(theme for c in coded for theme in c.themes)
    return CodedFile(len(rows), len(coded), tuple(counts.most_common()))


def code_texts(
    responses: Sequence[Response], book: Codebook, settings: Settings, notify: Notify = silent
) -> tuple[Coded, ...]:
    """Code responses without a store: those with words to code, in their order."""
    from insight.nlp import embed, segment, themes

    segments, _ = segment.segment(responses)
    encoder = embed.Lazy(settings.encoder, settings.data / "encoders")
    model = load_model(settings, book, encoder)
    notify("code", 0, len(responses))
    coded, _ = themes.classify(
        responses, segments, model, book, dt.datetime.now(dt.UTC), lambda d, n: notify("code", d, n)
    )
    return coded


def explain(text: str, question: str, settings: Settings) -> tuple[Coded, Codebook]:
    """Code one text as an answer to a question ("" where none is known), with its codebook.

    Each code has the nearest sentence of the codebook beside its other evidence. Raises UsageError
    where there are no words to code.
    """
    from insight.nlp import themes

    book = load_codebook(settings)
    coded = code_texts([Response("1", "", question, "1", text)], book, settings)
    if not coded:
        raise UsageError("the text has no words to code. Give an answer in words.")
    return themes.with_examples(coded[0], book, load_encoder(settings)), book


@dataclass(frozen=True, slots=True)
class RedactedFile:
    """What `redact_file` did: `rows` in the file, `touched` of them held personal details."""

    rows: int
    touched: int
    kinds: tuple[tuple[str, int], ...]


def redact_file(path: Path, out: Path, text: str, notify: Notify = silent) -> RedactedFile:
    """Redact one column of a file; every row and column comes out, `redacted` and `spans` behind.

    `spans` is a JSON list of [start, end, kind], code points of the original text.
    """
    from insight import redact

    table = ingest.table(path, text=text)
    _keep_apart(path, out)
    kinds: Counter[str] = Counter()
    rows = []
    touched = 0
    for n, row in enumerate(table.rows):
        if n % 100 == 0:
            notify("redact", n, len(table.rows))
        original = row[table.text]
        redacted, spans = redact.redact_text(original)
        kinds.update(span.kind for span in spans)
        touched += bool(spans)
        rows.append((*row, redacted, redact.spans_json(spans)))
    added = _added(("redacted", "spans"), table.columns)
    ingest.write_csv(out, (*table.columns, *added), rows, bom=table.bom)
    return RedactedFile(len(rows), touched, tuple(kinds.most_common()))


def _added(names: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Names of new columns, none of which the file has already."""
    return [n if n not in columns else f"insight_{n}" for n in names]


def _keep_apart(path: Path, out: Path) -> None:
    if out.suffix.lower() != ".csv":
        raise UsageError(f"{out}: --out must be a .csv file.")
    if out.exists() and out.samefile(path):
        raise UsageError(f"{out}: is the file to read. Give --out another name.")


def export(store: Store, wave: str, out: Path) -> int:
    """Write a wave's coded responses, by the suffix of `out`; returns how many there are."""
    from insight.export import FORMATS
    from insight.report.save import save

    make = FORMATS.get(out.suffix.lower())
    if make is None:
        raise UsageError(f"{out}: no kind of file that is written. Kinds: {', '.join(FORMATS)}.")
    info = store.wave(wave)
    save(out, make(store.stream(wave), [name for name, _ in info.groups]))
    return info.responses


def prepare(settings: Settings, notify: Notify = silent) -> tuple[str, str]:
    """Make the encoder ready and check the model's files; returns their names."""
    book = load_codebook(settings)
    encoder = load_encoder(settings, notify)
    return encoder.name, load_model(settings, book, encoder).name


def load_encoder(settings: Settings, notify: Notify = silent) -> Encoder:
    """The encoder that the settings name, built first where that has not been done."""
    from insight.nlp import embed

    notify("prepare", 0, 1)
    encoder = embed.load(settings.encoder, settings.data / "encoders")
    notify("prepare", 1, 1)
    return encoder


def status(settings: Settings) -> Mapping[str, Any]:
    """What the store holds and what a run would code with, as one object of plain values."""
    from insight.redact.ner import means

    url = settings.store_url
    waves: tuple[Any, ...] = ()
    projects: tuple[Any, ...] = ()
    own, book, acts = None, None, dict[str, dt.datetime]()
    if holds_store(settings):
        with open_store(settings, create=False) as store:
            named, acts = settings.project or None, store.last_acts()
            waves = tuple((wave, store.last_run(wave.name)) for wave in store.waves(named))
            projects = tuple(
                (p, project_codebook(replace(settings, project=p.name), store))
                for p in store.projects()
                if named in (None, p.name)
            )
            own, book = own_codebook(settings, store), load_codebook(settings, store)
    book = book or load_codebook(settings)
    shipped = "shipped" if (SHIPPED / "manifest.json").is_file() else "none"
    return {
        "version": __version__,
        "store": safe_url(url),
        "data": str(settings.data),
        "model": settings.model or shipped,
        "encoder": settings.encoder,
        "redaction": means(),
        "codebook": {
            "name": book.name,
            "file": None if own else str(settings.book),
            "version": book.version,
            "themes": len(book.active),
        },
        "responses": sum(wave.responses for wave, _ in waves),
        "projects": [
            {
                "project": project.name,
                "created": project.created.isoformat(timespec="seconds"),
                "active": acts[project.name].isoformat(timespec="seconds"),
                "codebook": {
                    "name": its.name,
                    "version": its.version,
                    "themes": len(its.active),
                    "own": bool(project.codebook),
                },
                "waves": [w.name for w, _ in waves if w.project == project.name],
            }
            for project, its in projects
        ],
        "waves": [
            {
                "wave": wave.name,
                "project": wave.project,
                "kind": wave.kind,
                "file": wave.file,
                "questions": list(wave.questions),
                "respondents": wave.respondents,
                "responses": wave.responses,
                "ledger": _ledger(wave.ledger),
                "codebook": wave.codebook,
                "model": wave.model,
                "run": run.id if run else None,
                "analysed_at": wave.published.isoformat(timespec="seconds"),
            }
            for wave, run in waves
        ],
    }


def open_store(settings: Settings, create: bool = True) -> Store:
    """Open the store that the settings name."""
    from insight.store import Store

    return Store.open(settings.store_url, create=create)


def text_key(text: str) -> str:
    """The key of a text's vectors in the store."""
    from insight.store import text_hash

    return text_hash(text)


def _columns(wave: Wave) -> str:
    names = [f"'{c.name}'" for c in wave.source.columns]
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")


def as_json(value: Any) -> str:
    """JSON of plain values, dates as ISO text."""
    return json.dumps(value, ensure_ascii=False, default=str, indent=2)


def summary(found: Findings, report: Path | None = None) -> Mapping[str, Any]:
    """A wave's figures as one object of plain values, as `insight run --json` prints it.

    It holds no resident's words.
    """
    read = found.source
    bare = dict(found.without_campaigns)
    return {
        "wave": found.wave,
        "kind": found.kind,
        "file": read.file,
        "format": read.format,
        "profile": read.profile,
        "encoding": read.encoding,
        "rows": read.rows,
        "warnings": list(read.warnings),
        "questions": list(found.questions),
        "groups": [c.title for c in read.columns if c.role == "group"],
        "respondents": found.respondents,
        "responses": found.responses,
        "ledger": _ledger(found.ledger),
        "sentences": list(found.sentences),
        "themes": [
            {
                "key": t.theme.key,
                "name": t.theme.name,
                "parent": t.theme.parent,
                "share": t.share.value,
                "low": t.share.low,
                "high": t.share.high,
                "count": t.share.count,
                "n": t.share.n,
                "level": t.share.level,
                "method": t.share.method,
                "responses": t.responses,
                "tone": dict(t.tones),
                "asks": t.asks,
                "without_campaigns": bare[t.theme.key].value if t.theme.key in bare else None,
            }
            for t in found.themes
        ],
        "tone": dict(found.tones),
        "asks": found.asks,
        "uncoded": found.uncoded,
        "campaigns": [n for _, n in found.campaigns],
        "likeness": found.likeness,
        "redacted": dict(found.redactions),
        "codebook": found.codebook,
        "model": found.model,
        "report": str(report) if report else None,
    }


def _ledger(ledger: Ledger) -> dict[str, Any]:
    return {
        "received": ledger.received,
        "analysed": ledger.analysed,
        "excluded": dict(ledger.excluded),
    }
