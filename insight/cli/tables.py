"""Commands on texts that need no store: code, explain, redact."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from insight.cli.frame import AsJson, Session

Table = Annotated[Path, typer.Argument(help="A table: CSV, XLSX, ODS, JSON lines …", metavar="IN")]
Text = Annotated[str, typer.Option(help="Column with the answers.")]
Out = Annotated[Path, typer.Option(help="CSV file to write.")]


def code(
    session: Session,
    file: Table,
    text: Text,
    out: Out,
    id: Annotated[str | None, typer.Option(help="Column with the respondents' ids.")] = None,
) -> None:
    """Code one column of a file: add themes, scores, evidence, tone and ask.

    Every row and column of the file comes out as it went in. Nothing is stored or redacted. The
    column's heading is taken for the question.
    """
    from insight import tables
    from insight.cli.progress import bars

    with bars(session.quiet) as notify:
        done = tables.code_file(file, out, text, id, session.settings, notify)
    session.tell(f"{out}: {done.rows:,} rows, {done.coded:,} of them with words to code.")
    for theme, n in done.themes:
        session.tell(f"{n:>7,}  {theme}")


def explain(
    session: Session,
    text: Annotated[str, typer.Argument(help="What a resident wrote.")],
    question: Annotated[str, typer.Option(help="The question that it answers.")] = "",
    as_json: AsJson = False,
) -> None:
    """Code one text, and show the words that earned each code.

    Nothing is stored. `model` are the words that the trained model leans on, `phrase` words of the
    codebook, `example` the codebook's sentence that the words are nearest to.
    """
    from insight import tables
    from insight.cli import show
    from insight.export import as_object

    coded, book = tables.explain(text, question, session.settings)
    if as_json:
        session.answer(as_object(coded))
        return
    if not session.quiet:
        show.explained(show.console(session), coded, book)


def redact(session: Session, file: Table, text: Text, out: Out) -> None:
    """Take personal details out of one column: add the redacted text and the spans.

    `spans` is a JSON list of [start, end, kind] over the original text. The original column is
    kept: delete it before you hand the file on.
    """
    from insight import tables
    from insight.cli.progress import bars

    with bars(session.quiet) as notify:
        done = tables.redact_file(file, out, text, notify)
    session.tell(f"{out}: {done.rows:,} rows, {done.touched:,} of them with personal details.")
    for kind, n in done.kinds:
        session.tell(f"{n:>7,}  {kind}")
