"""Takes in a new wave: the dry run of an uploaded file, what people settle about it, the run."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from insight import inforce, ingest, pipeline, words
from insight.errors import InsightError
from insight.pages import layout, parts, safe
from insight.pages.jobs import Jobs, uploads
from insight.pages.safe import Markup, plain
from insight.settings import Settings
from insight.store import WaveInfo
from insight.types import Notify, Role

KINDS = ["csv", "tsv", "txt", "xlsx", "xls", "ods", "sav", "zsav", "jsonl", "json", "zip"]
KINDS += ["docx", "vtt", "srt", "pdf"]

ASKED: tuple[tuple[Role, str, str], ...] = (
    ("open", "Open questions", "Answered in people's own words; these are what is analysed."),
    ("group", "Groups to compare", "Ward, age band and the like."),
    ("id", "Respondent id", "Tells who gave several answers."),
    ("date", "Date", "When the answer was given."),
    ("consent", "Consent to quote", "Who refuses is never quoted."),
)
SINGLE = {"id", "date", "consent"}


def add(
    settings: Settings,
    jobs: Jobs,
    waves: Sequence[WaveInfo],
    person: str,
    into: str = "",
) -> None:
    """Draw the form that takes a file of `person` to a running job.

    `waves` are all known ones, `into` the project to name where there are several.
    """
    homes = {w.name: w.project for w in waves}
    parts.heading(
        f"Add a wave to {into}" if into else "Add a wave",
        "The file is read on this machine and deleted after the run.",
    )
    file = st.file_uploader(
        "Survey export or transcript",
        type=KINDS,
        key=f"upload {st.session_state.get('uploads', 0)}",
        max_upload_size=200,
    )
    if file is None:
        st.session_state.pop("looked", None)
        return
    try:
        kept = layout.settle(file, _offered(settings, file))
        preview = _look(file, kept)
        _said(preview)
        mapping = _settle(preview, kept)
        preview = _look(file, mapping)
    except InsightError as error:
        parts.notice(layout.told(error), "error")
        return
    _outcome(preview)
    name = st.text_input("Name of the wave", value=_proposed(file.name), max_chars=80, key="name")
    name = " ".join(name.split())
    open_doubts = [q for q in preview.questions if q.blocking]
    for doubt in open_doubts:
        parts.notice(plain(doubt.question), "warning")
    ready = preview.kind == "transcript" or any(c.role == "open" for c in preview.source.columns)
    ready = bool(ready and name and not open_doubts)
    if homes.get(name, settings.project) != settings.project:
        parts.notice(
            f"There is a wave named {name} in the project {homes[name]}. A name is used once: "
            "choose another.",
            "warning",
        )
        ready = False
    twins = [w.name for w in waves if w.sha256 == preview.source.sha256 and w.name != name]
    if twins and name not in homes:
        parts.notice(
            f"This very file is there already, as {words.listing(twins)}. Published as {name}, "
            "too, the same people would stand there twice.",
            "warning",
        )
        ready &= st.checkbox("Publish it as a wave of its own all the same", key="twin")
    accepted = not (ready and name in homes) or _accepted(settings, file, name, mapping)
    stop = not (ready and accepted) or bool(jobs.running)
    if st.button("Analyse and publish", type="primary", disabled=stop):
        _start(settings, jobs, file, name, mapping, f"user:{person}")
        st.rerun()


def _offered(settings: Settings, file: Any) -> ingest.Mapping:
    """How files with these columns were last read, where people want it so; else an empty one."""
    known: dict[str, ingest.Mapping | None] = st.session_state.setdefault("kept mappings", {})
    if file.file_id not in known:
        found = None
        if inforce.holds_store(settings):
            with _copy(file) as path, inforce.open_store(settings, create=False) as store:
                found = pipeline.kept_mapping(path, store)
        known.clear()
        known[file.file_id] = found
    kept = known[file.file_id]
    if kept is None:
        return ingest.Mapping()
    wanted = st.checkbox(
        "Read it as was settled before for files with these columns",
        value=True,
        key=f"kept {file.file_id}",
    )
    return kept if wanted else ingest.Mapping()


def _accepted(settings: Settings, file: Any, name: str, mapping: ingest.Mapping) -> bool:
    """Show what the file would change in a stored wave; whether people take that in."""
    known: dict[Any, Any] = st.session_state.setdefault("differences", {})
    key = (file.file_id, name, mapping)
    if key not in known:
        with st.spinner("Comparing it with the stored wave"), _copy(file) as path:
            fresh = pipeline.difference(path, name, settings, mapping)
        known.clear()
        known[key] = fresh
    changes = known[key]
    if not changes:
        parts.notice(f"A wave named {name} is there already, with the very same answers.")
        return True
    parts.notice(
        f"A wave named {name} is there already. Against it, the answers of this file are: "
        f"{changes}. What people judged of the same words stays; what is gone from the file is "
        "kept, but no longer counted or shown.",
        "warning",
    )
    rows: list[tuple[parts.Cell, ...]] = [
        (kind, r.row, safe.said(words.shorten(r.text, 160)))
        for kind, found in (
            ("New", changes.new),
            ("Changed", [after for _, after in changes.changed]),
            ("Gone", changes.gone),
        )
        for r in found[:5]
    ]
    with st.expander("What differs (the first five of each)", key="differences shown"):
        safe.draw(parts.table(("", "Row", "Answer, redacted"), rows, "What differs", (1,)))
    return st.checkbox("Take in these changes", key=f"accept {file.file_id} {name}")


@contextmanager
def _copy(file: Any) -> Iterator[Path]:
    """An upload as a file of its own name, deleted afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _file_name(file.name)
        path.write_bytes(file.getvalue())
        yield path


def _look(file: Any, mapping: ingest.Mapping) -> ingest.Preview:
    """The dry run, made once for a file and a mapping; the first and the last are remembered."""
    known: dict[Any, ingest.Preview] = st.session_state.setdefault("looked", {})
    key = (file.file_id, mapping)
    if key not in known:
        with st.spinner("Looking at the file"), _copy(file) as path:
            fresh = {key: ingest.look(path, mapping)}
        first = dict(list(known.items())[:1]) if file.file_id in {k[0] for k in known} else {}
        known = st.session_state["looked"] = first | fresh
    return known[key]


def _said(preview: ingest.Preview) -> None:
    source = preview.source
    what = [source.format.upper(), words.counted(source.rows, "row"), source.encoding]
    pairs: list[tuple[str, Markup | str]] = [
        ("answers received", words.number(preview.received)),
        ("to be analysed", words.number(preview.accepted)),
        ("people", words.number(preview.respondents)),
    ]
    parts.text(
        Markup("<strong>{}</strong>: {}.").format(plain(source.file), ", ".join(filter(None, what)))
    )
    safe.draw(parts.facts(pairs))
    for warning in source.warnings:
        parts.notice(layout.told(warning), "warning")


def _settle(preview: ingest.Preview, kept: ingest.Mapping) -> ingest.Mapping:
    """What people settle and change of what was found, on top of what was kept."""
    if preview.talk:
        return _leaders(preview, preview.talk, kept)
    titles = {c.name: c.title for c in preview.source.columns}
    found: dict[str, Role] = {c.name: c.role for c in preview.source.columns}
    roles = dict(found)
    parts.heading("What the columns are", "As found in the data. Change what is wrong.", 3)
    file = preview.source.sha256[:12] + layout.mark(kept)
    for role, title, why in ASKED:
        chosen = st.multiselect(
            title,
            list(titles),
            default=[n for n, r in found.items() if r == role],
            format_func=lambda n: words.shorten(titles[n], 110),
            help=why,
            key=f"{role} {file}",
            max_selections=1 if role in SINGLE else None,
            placeholder="None",
        )
        for name in titles:
            if name in chosen:
                roles[name] = role
            elif roles[name] == role:
                roles[name] = "closed"
    unused = [titles[n] for n, r in roles.items() if r not in {role for role, _, _ in ASKED}]
    if unused:
        parts.text(
            f"Not used: {words.listing([words.shorten(title, 60) for title in unused])}.",
            style="small",
        )
    changed = {n: r for n, r in roles.items() if r != found[n]}
    options = dict(kept.options) | _options(preview)
    return replace(
        kept,
        columns=tuple((dict(kept.columns) | changed).items()),
        dates=_date_order(preview) or kept.dates,
        options=tuple(options.items()),
    )


def _leaders(preview: ingest.Preview, talk: ingest.Talk, kept: ingest.Mapping) -> ingest.Mapping:
    """Who leads a session, by pseudonym: their turns are left out, and counted, unless kept."""
    speakers = [s for s in talk.speakers if s.startswith("Speaker")]
    mapping = kept
    if speakers and not talk.facilitators:
        chosen = st.multiselect(
            "Who leads the session?",
            speakers,
            help="In the order of speaking, as in the first rows below. Leave empty for nobody.",
            key=f"leaders {preview.source.sha256[:12]}",
        )
        mapping = replace(mapping, facilitators=tuple(chosen) if chosen else None)
    if talk.facilitators or mapping.facilitators:
        keep = st.checkbox(
            "Analyse what the leaders say, too", key=f"keep {preview.source.sha256[:12]}"
        )
        mapping = replace(mapping, facilitator_turns="keep" if keep else "leave out")
    return mapping


def _options(preview: ingest.Preview) -> dict[str, tuple[str, ...]]:
    """Every option of a question whose options may hold what parts them, one a line."""
    found = {}
    for doubt in preview.questions:
        if doubt.about == "options":
            parts.notice(plain(doubt.question))
            typed = st.text_area(
                f"Every option that “{words.shorten(doubt.column, 80)}” offered, one a line",
                key=f"options {doubt.column} {preview.source.sha256[:12]}",
            )
            lines = tuple(line.strip() for line in typed.splitlines() if line.strip())
            if lines:
                found[doubt.column] = lines
    return found


def _date_order(preview: ingest.Preview) -> Any:
    for doubt in preview.questions:
        if doubt.about == "dates":
            parts.notice(plain(doubt.question))
            return (
                st.radio(
                    "In dates, which comes first?",
                    ["day", "month"],
                    index=None,
                    key=f"dates {preview.source.sha256[:12]}",
                    format_func=str.capitalize,
                    horizontal=True,
                )
                or ""
            )
    return ""


def _outcome(preview: ingest.Preview) -> None:
    with st.expander("First rows, as they will be read (not stored)", key="rows"):
        columns = [c for c in preview.source.columns if c.role != "ignore"]
        places = [i for i, c in enumerate(preview.source.columns) if c.role != "ignore"]
        rows = [
            [safe.said(words.shorten(row[i], 160)) for i in places if i < len(row)]
            for row in preview.rows
        ]
        heads = [safe.said(words.shorten(c.title, 80)) for c in columns]
        safe.draw(parts.table(heads, rows, "The first rows, as read"))
    if preview.excluded or preview.rejected:
        rows_: list[tuple[parts.Cell, ...]] = [
            (plain(reason.capitalize()), n) for reason, n in preview.excluded
        ]
        safe.draw(
            parts.table(("Left out", "Answers"), rows_, "What will be left out, and why", (1,))
        )
    parts.text(
        "Answers that turn out to be in another language than English, or the same as another of "
        "that person, are left out and counted when the file is analysed.",
        style="small",
    )


def _start(
    settings: Settings,
    jobs: Jobs,
    file: Any,
    name: str,
    mapping: ingest.Mapping,
    by: str,
) -> None:
    base = uploads(settings.data)
    try:
        base.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = Path(tempfile.mkdtemp(dir=base))
        path = folder / _file_name(file.name)
        path.write_bytes(file.getvalue())
    except OSError as error:
        raise InsightError(
            f"{base}: the upload cannot be kept there ({error.strerror}). Check the data folder."
        ) from None

    def work(notify: Notify) -> str:
        outcome = pipeline.run(path, name, settings, mapping, notify, accept=True, by=by)
        if not outcome.fresh:
            return f"{name} was there already, from this very file: nothing has changed."
        found = outcome.findings
        return (
            f"{name} is published: {words.counted(found.responses, 'response')} of "
            f"{words.counted(found.respondents, words.people(found.kind))}."
        )

    jobs.start(name, work, lambda: shutil.rmtree(folder, ignore_errors=True))
    for key in ("looked", "name", "kept mappings", "differences"):
        st.session_state.pop(key, None)
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1  # an empty form again


def _file_name(name: str) -> str:
    """The name of an upload without any folder in it."""
    return Path(name.replace("\\", "/")).name or "upload"


def _proposed(file: str) -> str:
    stem = Path(file).stem.replace("_", " ").replace("-", " ")
    return stem[:1].upper() + stem[1:]
