"""What is said of stored waves: figures, summary, reports, export, status, what was left out."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from insight import __version__, inforce, ingest
from insight.errors import InsightError, UsageError
from insight.receipt import slug
from insight.settings import SHIPPED, Settings, safe_url
from insight.types import Audit, Findings, Ledger, Marks, Numbers, Skipped, Topic
from insight.vectors import vectorise

if TYPE_CHECKING:
    from insight.store import Filters, Store, WaveInfo

PLACE = re.compile(r"row (\d+)(?: · q(\d+))?")
"""How reading names an answer that it leaves out."""


def require_wave(store: Store, wave: str, settings: Settings) -> None:
    """Raise UsageError unless there is such a wave, in the project if the settings name one."""
    if settings.project:
        store.home_of(wave, settings.project)
    store.wave(wave)


@dataclass(frozen=True, slots=True)
class Campaigns:
    """What a wave's run found alike: the words and size of each campaign, and the keys of all."""

    listed: tuple[tuple[str, int], ...]
    keys: Numbers | None  # of their marks, None where there is no campaign


def findings(
    store: Store,
    wave: str,
    within: Sequence[tuple[Findings, str, str]] = (),
    marks: Marks | None = None,
    alike: Campaigns | None = None,
    **which: Unpack[Filters],
) -> Findings:
    """All figures of a published wave, or of what the filters leave of it, as in force now.

    For `within` see `findings.compute`: a caller that filters by group gives it. `marks` and
    `alike` are those of the whole wave, if the caller has them.
    """
    from insight import findings as figures

    info, last = store.wave(wave), store.last_run(wave)
    marks = store.marks(wave) if marks is None else marks
    if which:
        marks = figures.only(marks, store.keys(wave, **which))
    if which:
        alike = Campaigns((), None)
    elif alike is None:
        alike = alike_in(store, wave)
    return figures.compute(
        wave,
        info.kind,
        marks,
        store.source(wave),
        store.ledger(wave),
        store.codebook(info.codebook),
        last.model if last else "",
        store.quotes(wave),
        alike.listed,
        within,
        alike.keys,
        float(dict(last.parameters).get("likeness", 0.8)) if last else 0.8,
    )


def campaigns(texts: Mapping[str, str], likeness: float = 0.8) -> tuple[tuple[str, ...], ...]:
    """Near-identical responses of five or more people: the ids of each campaign."""
    return tuple(
        group
        for group in ingest.campaigns(texts, likeness)
        if len(group) >= 5 and len(texts[group[0]].split()) >= 8
    )


def alike_in(store: Store, wave: str) -> Campaigns:
    """What the run in force found of campaigns, where the words of one are still there."""
    run = store.last_run(wave)
    if run is None:
        return Campaigns((), None)
    found = dict(run.parameters).get("campaigns")
    groups = campaigns(dict(store.texts(wave))) if found is None else json.loads(found)
    there = dict(store.texts(wave, ids=[ids[0] for ids in groups])) if groups else {}
    groups = [ids for ids in groups if ids[0] in there]
    return Campaigns(
        tuple((there[ids[0]], len(ids)) for ids in groups),
        store.keys(wave, ids=[id for ids in groups for id in ids]) if groups else None,
    )


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
        "audit": _audit(found.audit),
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


def before(known: Sequence[WaveInfo], wave: str) -> WaveInfo | None:
    """The wave that came before one, among the `known` of its project, if any of its kind did."""
    at = next(n for n, info in enumerate(known) if info.name == wave)
    alike = [info for info in known[:at] if info.kind == known[at].kind]
    return alike[-1] if alike else None


def earlier(store: Store, wave: str) -> Findings | None:
    """All figures of the wave before one, to say what changed since; None where there is none."""
    found = before(store.waves(store.wave(wave).project), wave)
    return findings(store, found.name) if found else None


def write_reports(
    found: Findings,
    settings: Settings,
    formats: Sequence[str] = ("html",),
    since: Findings | None = None,
) -> tuple[Path, ...]:
    """Write a wave's report in each format below the data folder; returns the files.

    It says what changed `since` another wave, if one is given.
    """
    from insight import charts, report

    at = dt.datetime.now(dt.UTC)
    try:
        settings.reports.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InsightError(f"{settings.reports}: cannot be made ({error.strerror}).") from error
    figures = charts.figures(found)
    if since:
        figures += charts.figures_between(since, found)
    paths = []
    for form in formats:
        if form not in report.WRITERS:
            raise UsageError(f"no report format '{form}'. Formats: {', '.join(report.WRITERS)}.")
        path = settings.reports / f"{slug(found.wave)}.{form}"
        report.WRITERS[form](found, figures, path, at)
        paths.append(path)
    return tuple(paths)


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


def topics(
    store: Store, wave: str, settings: Settings, seed: int = 1
) -> tuple[tuple[Topic, ...], tuple[Skipped, ...]]:
    """What the codebook misses in a wave: clusters of the responses it leaves uncoded."""
    from insight.nlp import emerge

    coded = store.coded(wave, uncoded=True)
    encoder = inforce.load_encoder(settings)
    responses = [c.response for c in coded]
    return emerge.topics(responses, vectorise(responses, encoder, store), seed)


def status(settings: Settings) -> Mapping[str, Any]:
    """What the store holds and what a run would code with, as one object of plain values."""
    from insight.redact.ner import means

    url = settings.store_url
    waves: tuple[Any, ...] = ()
    projects: tuple[Any, ...] = ()
    own, book, acts = None, None, dict[str, dt.datetime]()
    if inforce.holds_store(settings):
        with inforce.open_store(settings, create=False) as store:
            named, acts = settings.project or None, store.last_acts()
            waves = tuple((wave, store.last_run(wave.name)) for wave in store.waves(named))
            projects = tuple(
                (p, inforce.project_codebook(replace(settings, project=p.name), store))
                for p in store.projects()
                if named in (None, p.name)
            )
            own, book = (
                inforce.own_codebook(settings, store),
                inforce.load_codebook(settings, store),
            )
    book = book or inforce.load_codebook(settings)
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


def _audit(audit: Audit | None) -> dict[str, Any] | None:
    if audit is None:
        return None
    return {
        "audited": audit.audited,
        "respondents": audit.respondents,
        "themes": [
            {
                **{n: getattr(t, n) for n in ("key", "coded", "heard", "right")},
                **{n: getattr(t, n) for n in ("unheard", "missed")},
                "share": t.share.value if t.share else None,
                "low": t.share.low if t.share else None,
                "high": t.share.high if t.share else None,
            }
            for t in audit.themes
        ],
    }


def _ledger(ledger: Ledger) -> dict[str, Any]:
    return {
        "received": ledger.received,
        "analysed": ledger.analysed,
        "excluded": dict(ledger.excluded),
    }
