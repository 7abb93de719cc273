"""Commands that read or fill the store: run, ingest, report, export, status, topics."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from insight.cli.frame import AsJson, Session, plain, say
from insight.errors import UsageError

Wave = Annotated[str, typer.Argument(help="Name of a wave in the store.", metavar="WAVE")]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", help="TOML file that settles how the file is read.")
]


def run(
    session: Session,
    files: Annotated[list[Path], typer.Argument(help="Survey exports or transcripts.")],
    wave: Annotated[str, typer.Option(help="What to call this wave of the survey.")],
    mapping: MappingFile = None,
    as_json: AsJson = False,
) -> None:
    """Read files, code every answer, store the wave and write its report.

    Several files become waves of their own, called "NAME: file". A wave that is stored already
    and has not changed is not worked on again.
    """
    from insight import receipt
    from insight.cli.progress import bars

    named = _names(files, wave)
    settled = None
    if mapping:
        from insight import ingest

        settled = ingest.load_mapping(mapping)
    said: list[Any] = []
    with bars(session.quiet or as_json) as notify:
        for name, path in named.items():
            content = receipt.fingerprint(path, name, session.settings, settled)
            known = receipt.recall(name, content, session.settings)
            if known is not None:
                said.append(known | {"fresh": False})
                continue
            from insight import pipeline

            def heard(stage: str, done: int, total: int, name: str = name) -> None:
                notify(stage, done, total)
                if stage == "save" and done:
                    session.stored.append(name)

            outcome = pipeline.run(path, name, session.settings, settled, heard)
            said.append({**outcome.summary, "fresh": outcome.fresh})
    if as_json:
        session.answer(said[0] if len(said) == 1 else {"waves": said})
    elif not session.quiet:
        _tell(session, said)


def ingest_file(
    session: Session,
    file: Annotated[Path, typer.Argument(help="A survey export or transcript.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show how the file would be read; store nothing.")
    ] = False,
    mapping: MappingFile = None,
    save_mapping: Annotated[
        Path | None,
        typer.Option(help="Write what is settled and proposed as a mapping file, to edit."),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Show how a file would be read: columns and their roles, counts, the first rows.

    What the data cannot settle (3 April or 4 March?) is asked on a terminal. Elsewhere the exit
    code is 2 while such a question is open.
    """
    if not dry_run:
        raise UsageError(
            f"ingest only shows how {file} would be read: add --dry-run. "
            f"To analyse and store it: insight run {file} --wave NAME"
        )
    from insight import ingest
    from insight.cli import show
    from insight.cli.questions import interactive, settle

    settled = ingest.load_mapping(mapping) if mapping else None
    seen = ingest.look(file, settled)
    if not (as_json or session.quiet) and interactive():
        while (answered := settle(seen, settled)) is not None:
            settled, seen = answered, ingest.look(file, answered)
    if as_json:
        session.answer(ingest.as_json(seen))
    elif not session.quiet:
        show.preview(show.console(session), seen)
    if save_mapping:
        from insight.report.save import save

        kept = ingest.with_columns(settled, seen.source.columns)
        save(save_mapping, ingest.as_toml(kept).encode("utf-8"))
    open_doubts = [doubt for doubt in seen.questions if doubt.blocking]
    if open_doubts:
        for doubt in open_doubts:
            say(f"{file.name}: {doubt.question} Settle it in a mapping file: {doubt.settle}")
    return 2 if open_doubts else 0


def report(
    session: Session,
    wave: Wave,
    form: Annotated[
        str, typer.Option("--format", help="One or more of html, docx, pptx, xlsx, by commas.")
    ] = "html",
) -> None:
    """Write a wave's report, from what is in force in the store."""
    from insight import pipeline

    formats = list(dict.fromkeys(f.strip().lower() for f in form.split(",") if f.strip()))
    with pipeline.open_store(session.settings, create=False) as store:
        found = pipeline.findings(store, wave)
    for path in pipeline.write_reports(found, session.settings, formats):
        session.tell(str(path))


def export(
    session: Session,
    wave: Wave,
    out: Annotated[Path, typer.Option(help="File to write: .csv, .xlsx or .jsonl.")],
) -> None:
    """Write a wave's coded responses, redacted, one row a response."""
    from insight import pipeline

    with pipeline.open_store(session.settings, create=False) as store:
        n = pipeline.export(store, wave, out)
    session.tell(f"{out}: {n:,} responses of '{wave}', redacted.")


def status(session: Session, as_json: AsJson = False) -> None:
    """Say what the store holds, and with what a run would code."""
    from insight import pipeline

    held = pipeline.status(session.settings)
    if as_json:
        session.answer(held)
    elif not session.quiet:
        from insight.cli import show

        show.status(show.console(session), held)


def topics(
    session: Session,
    wave: Wave,
    seed: Annotated[int, typer.Option(help="Same seed, same topics.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Look for topics in the responses that the codebook leaves uncoded."""
    from insight import pipeline
    from insight.cli.progress import bars

    with (
        pipeline.open_store(session.settings, create=False) as store,
        bars(session.quiet or as_json) as notify,
    ):
        store.wave(wave)
        notify("topics", 0, 1)
        found, left = pipeline.topics(store, wave, session.settings, seed)
        texts = {c.response.id: c.response.text for c in store.coded(wave, uncoded=True)}
    if as_json:
        session.answer(
            {
                "wave": wave,
                "seed": seed,
                "uncoded": len(texts),
                "topics": [
                    {
                        "id": t.id,
                        "name": t.name,
                        "words": dict(t.words),
                        "responses": list(t.responses),
                        "typical": [texts[i] for i in t.typical],
                    }
                    for t in found
                ],
                "left_out": [{"response": s.id, "reason": s.reason} for s in left],
            }
        )
        return
    session.tell(f"{len(texts):,} responses of '{wave}' raise no theme of the codebook.")
    for topic in found:
        session.tell(f"{topic.id}. {topic.name} ({len(topic.responses)} responses)")
        for typical in topic.typical:
            session.tell(f"   “{typical}”")
    reasons = dict.fromkeys(s.reason for s in left)
    for reason in reasons:
        session.tell(f"{sum(s.reason == reason for s in left)} left out: {reason}.")


def _names(files: list[Path], wave: str) -> dict[str, Path]:
    """What each file's wave is called; UsageError before any work where that cannot be."""
    if not wave.strip():
        raise UsageError("--wave: give the wave a name, for instance --wave 2025.")
    named: dict[str, Path] = {}
    for path in files:
        if not path.is_file():
            why = "is a folder" if path.is_dir() else "no such file"
            raise UsageError(f"{path}: {why}. Give a survey export or a transcript.")
        name = wave if len(files) == 1 else f"{wave}: {path.stem}"
        if name in named:
            raise UsageError(
                f"{path}: '{name}' would be the name of two waves. Rename one of the files."
            )
        named[name] = path
    return named


def _tell(session: Session, waves: list[Any]) -> None:
    from insight.cli import show

    out = show.console(session)
    for said in waves:
        show.findings(out, said)
        if not said["fresh"]:
            show.prose(out, "This file was analysed so before: nothing was done again.")
        show.prose(out, f"Report: {plain(said['report'])}")
        out.print()
    show.prose(out, f"To look at it: {show.again(session, 'app')}")
