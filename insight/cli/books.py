"""Commands on codebooks: check one, compare two."""

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
    from insight import codebook

    before, after = codebook.load(old or session.settings.book), codebook.load(file)
    changes = codebook.diff(before, after)
    for key, what, how in changes:
        session.tell(f"{key}: {what}: {how}")
    if not changes:
        session.tell(f"No difference: both are version {after.version}.")
