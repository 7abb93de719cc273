"""Commands that read or fill the store: run, ingest, report, export, status, ledger, topics."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from insight.cli.frame import AsJson, Session, plain, say
from insight.errors import UsageError

Wave = Annotated[str, typer.Argument(help="Name of a wave in the store.", metavar="WAVE")]
MappingFile = Annotated[
    Path | None,
    typer.Option(
        "--mapping",
        help="TOML file that settles how the file is read; the one last accepted for such files "
        "holds otherwise, 'none' reads anew.",
    ),
]


def run(
    session: Session,
    files: Annotated[list[Path], typer.Argument(help="Survey exports or transcripts.")],
    wave: Annotated[str, typer.Option(help="What to call this wave of the survey.")],
    mapping: MappingFile = None,
    accept: Annotated[
        bool,
        typer.Option("--accept", help="Store what a new edition of a stored file changes."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read files, code every answer, store the wave and write its report.

    Several files become waves of their own, called "NAME: file". A wave that is stored already
    and has not changed is not worked on again. Where a new edition of its file changes answers,
    the difference is shown and must be accepted: on a terminal it is asked, elsewhere the exit
    code is 2 and nothing is stored, unless --accept is given. What the data cannot settle (3 April
    or 4 March?) is likewise asked, or ends in 2.

    A new wave goes into the project that --project names, else into the first one. A store has
    each name of a wave once.
    """
    from insight import receipt
    from insight.cli.progress import bars

    named = _names(files, wave)
    settled = _mapping(mapping)
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

            def work(
                settled: Any, accept: bool, path: Path = path, name: str = name, heard: Any = heard
            ) -> Any:
                return pipeline.run(path, name, session.settings, settled, heard, accept=accept)

            outcome = _asking(session, work, settled, accept, as_json)
            said.append({**outcome.summary, "fresh": outcome.fresh})
    if as_json:
        session.answer(said[0] if len(said) == 1 else {"waves": said})
    elif not session.quiet:
        _tell(session, said)


def _asking(
    session: Session, work: Callable[[Any, bool], Any], settled: Any, accept: bool, as_json: bool
) -> Any:
    """Do the work; where it stops for a person to settle or accept something, ask and go on."""
    from insight.cli import questions, show
    from insight.difference import UnacceptedError
    from insight.ingest import UnsettledError

    while True:
        try:
            return work(settled, accept)
        except UnsettledError as error:
            if as_json or not questions.interactive():
                raise
            answered = questions.settle(error.doubts, settled)
            if answered is None:
                raise
            settled = answered
        except UnacceptedError as error:
            if as_json or session.quiet:
                raise
            if not questions.interactive():
                show.difference(show.console(session), error.difference)
                raise
            show.difference(show.console(session), error.difference)
            if not questions.agreed("Store what this changes?"):
                raise
            accept = True


def ingest_file(
    session: Session,
    file: Annotated[Path, typer.Argument(help="A survey export or transcript.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show how the file would be read; store nothing.")
    ] = False,
    mapping: MappingFile = None,
    wave: Annotated[
        str, typer.Option(help="A stored wave: show what the file would change in it.")
    ] = "",
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
    from insight import difference, inforce, ingest, pipeline
    from insight.cli import show
    from insight.cli.questions import interactive, settle

    settled = _mapping(mapping)
    kept = None
    if settled is None and inforce.holds_store(session.settings):
        with inforce.open_store(session.settings, create=False) as store:
            settled = kept = pipeline.kept_mapping(file, store)
    seen = ingest.look(file, settled)
    if not (as_json or session.quiet) and interactive():
        while (answered := settle(seen.questions, settled)) is not None:
            settled, seen = answered, ingest.look(file, answered)
    open_doubts = [doubt for doubt in seen.questions if doubt.blocking]
    changes = None
    if wave and not open_doubts:
        changes = pipeline.difference(file, wave, session.settings, settled)
        if changes is None:
            raise UsageError(f"no wave is called '{wave}' yet: nothing to compare {file} with.")
    if as_json:
        told = ingest.as_json(seen)
        told["kept_mapping"] = kept is not None
        told["difference"] = difference.as_json(changes) if changes is not None else None
        session.answer(told)
    elif not session.quiet:
        out = show.console(session)
        show.preview(out, seen)
        if kept is not None:
            show.prose(out, pipeline.AS_BEFORE)
        if changes is not None:
            show.difference(out, changes)
    if save_mapping:
        from insight.report.save import save

        accepted = ingest.with_columns(settled, seen.source.columns)
        save(save_mapping, ingest.as_toml(accepted).encode("utf-8"))
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
    from insight import inforce, waves

    formats = list(dict.fromkeys(f.strip().lower() for f in form.split(",") if f.strip()))
    if not formats:
        raise UsageError("--format names none. One or more of html, docx, pptx, xlsx, by commas.")
    with inforce.open_store(session.settings, create=False) as store:
        waves.require_wave(store, wave, session.settings)
        found, since = waves.findings(store, wave), waves.earlier(store, wave)
    for path in waves.write_reports(found, session.settings, formats, since):
        session.tell(str(path))


def export(
    session: Session,
    wave: Wave,
    out: Annotated[Path, typer.Option(help="File to write: .csv, .xlsx, .jsonl or .parquet.")],
) -> None:
    """Write a wave's coded responses, redacted, one row a response."""
    from insight import inforce, waves

    with inforce.open_store(session.settings, create=False) as store:
        waves.require_wave(store, wave, session.settings)
        n = waves.export(store, wave, out)
    session.tell(f"{out}: {n:,} responses of '{wave}', redacted.")


def status(session: Session, as_json: AsJson = False) -> None:
    """Say what the store holds, and with what a run would code."""
    from insight import waves

    held = waves.status(session.settings)
    if as_json:
        session.answer(held)
    elif not session.quiet:
        from insight.cli import show

        show.status(show.console(session), held)


def topics(
    session: Session,
    wave: Wave,
    seed: Annotated[int, typer.Option(help="Same seed, same topics.", min=0, max=2**32 - 1)] = 1,
    as_json: AsJson = False,
) -> None:
    """Look for topics in the responses that the codebook leaves uncoded."""
    from insight import inforce, waves
    from insight.cli.progress import bars

    with (
        inforce.open_store(session.settings, create=False) as store,
        bars(session.quiet or as_json) as notify,
    ):
        waves.require_wave(store, wave, session.settings)
        notify("topics", 0, 1)
        found, left = waves.topics(store, wave, session.settings, seed)
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
            session.tell(f"   “{' '.join(texts[typical].split())}”")
    reasons = dict.fromkeys(s.reason for s in left)
    for reason in reasons:
        session.tell(f"{sum(s.reason == reason for s in left)} left out: {reason}.")


def ledger(
    session: Session,
    wave: Wave,
    reason: Annotated[
        str, typer.Option(help="Only what was left out for this reason, such as 'unreadable'.")
    ] = "",
    out: Annotated[Path | None, typer.Option(help="Write the list as a .csv file.")] = None,
    as_json: AsJson = False,
) -> None:
    """List every answer of a wave's file that was not analysed: file, row, question and reason.

    Rows count from 1 after the header. Nothing of the answers themselves is kept: mend the row in
    the file and run it again.
    """
    from insight import inforce, ingest, waves

    with inforce.open_store(session.settings, create=False) as store:
        waves.require_wave(store, wave, session.settings)
        file, rows = waves.left_out(store, wave, reason)
        said = store.ledger(wave)
    columns = ("file", "row", "question", "reason")
    if out:
        if out.suffix.lower() != ".csv":
            raise UsageError(f"{out}: --out must be a .csv file.")
        ingest.write_csv(out, columns, [(file, str(r), q, why) for r, q, why in rows], bom=True)
    if as_json:
        left = [dict(zip(columns, (file, *row), strict=True)) for row in rows]
        counts = {"received": said.received, "analysed": said.analysed}
        session.answer({"wave": wave, **counts, "left_out": left})
    elif out:
        session.tell(f"{out}: {len(rows):,} answers of '{wave}' that were left out.")
    elif not session.quiet:
        from insight.cli import show

        show.left_out(show.console(session), said, file, rows)


def _mapping(given: Path | None) -> Any:
    """The mapping that was given: None where none was, an empty one for 'none'."""
    if given is None:
        return None
    from insight import ingest

    return ingest.Mapping() if str(given) == "none" else ingest.load_mapping(given)


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
        if session.settings.project:
            show.prose(out, f"Project: {plain(said['project'])}")
        if not said["fresh"]:
            show.prose(out, "This file was analysed so before: nothing was done again.")
        show.prose(out, f"Report: {plain(said['report'])}")
        out.print()
    show.prose(out, f"To look at it: {show.again(session, 'app')}")
