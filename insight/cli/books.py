"""Commands on codebooks: check one, compare two, make one a project's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from insight.cli.frame import Session

Book = Annotated[
    Path, typer.Argument(help="A codebook: YAML, CSV or REFI-QDA (.qdc).", metavar="FILE")
]


def check(session: Session, file: Book) -> None:
    """Check a codebook: say what it holds and what deserves a second look."""
    from insight import codebook

    book = codebook.load(file)
    retired = len(book.themes) - len(book.active)
    also = f" and {retired} retired" if retired else ""
    session.tell(f"{book.name}: {len(book.active)} themes{also}, version {book.version}.")
    for warning in codebook.warnings(book):
        session.tell(f"Look again: {warning}")


def diff(
    session: Session,
    file: Book,
    old: Annotated[
        Path | None, typer.Option("--from", help="Codebook to start from, else the one in force.")
    ] = None,
) -> None:
    """Say what a codebook changes, theme by theme, against the one in force."""
    from insight import codebook, inforce

    after = codebook.load(file)
    before = codebook.load(old) if old else inforce.project_codebook(session.settings)
    changes = codebook.diff(before, after)
    for key, what, how in changes:
        session.tell(f"{key}: {what}: {how}")
    if not changes:
        session.tell(f"No difference: both are version {after.version}.")


def use(session: Session, file: Book) -> None:
    """Make a codebook the project's own: the next coding in it is with this one.

    What is stored stays as it is until its file is run again, or it is coded again in the app.
    """
    from insight import codebook, inforce

    after = codebook.load(file)
    with inforce.open_store(session.settings, create=False) as store:
        before = inforce.project_codebook(session.settings, store)
        inforce.save_codebook(store, session.settings, before, after, "insight codebook")
        name = store.home_of("", session.settings.project)
    session.tell(f"{after.name}, version {after.version}, is now the codebook of '{name}'.")
