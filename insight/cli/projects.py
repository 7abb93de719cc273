"""Commands on projects: make one, rename one, delete one, move a wave from one to another."""

from __future__ import annotations

from typing import Annotated

import typer

from insight.cli.frame import Session
from insight.errors import UsageError

KEEPER = "insight project"
"""Who the audit names for what is done here: whoever keeps the machine."""


def add(
    session: Session,
    name: Annotated[str, typer.Argument(help="What to call the project.", metavar="NAME")],
) -> None:
    """Make a project: a consultation with waves and a codebook of its own.

    It starts with the codebook that --codebook names, else the shipped one for community safety.
    """
    from insight import codebook, inforce

    book = codebook.load(session.settings.codebook)
    with inforce.open_store(session.settings) as store:
        store.add_project(name, book, KEEPER)
    session.tell(
        f"Project '{name}': made. Its codebook: {book.name}, {len(book.active)} themes, "
        f"version {book.version}."
    )


def rename(
    session: Session,
    name: Annotated[str, typer.Argument(help="Name of a project.", metavar="NAME")],
    new: Annotated[str, typer.Argument(help="What to call it from now on.", metavar="NEW")],
) -> None:
    """Give a project another name."""
    from insight import inforce

    with inforce.open_store(session.settings, create=False) as store:
        store.rename_project(name, new, KEEPER)
    session.tell(f"Project '{name}' is now '{new}'.")


def move(
    session: Session,
    wave: Annotated[str, typer.Argument(help="Name of a wave in the store.", metavar="WAVE")],
    to: Annotated[str, typer.Option(help="Project to put it into.")],
) -> None:
    """Put a wave into another project.

    It stays coded as it is until its file is run again, or its project is coded again in the app.
    """
    from insight import inforce

    if not to.strip():
        raise UsageError("--to: name the project to put the wave into.")
    with inforce.open_store(session.settings, create=False) as store:
        store.move_wave(wave, to, KEEPER)
    session.tell(f"'{wave}' is now in the project '{to}'.")


def delete(
    session: Session,
    name: Annotated[str, typer.Argument(help="Name of a project.", metavar="NAME")],
) -> None:
    """Delete a project that has no wave, with its codebook's versions."""
    from insight import inforce

    with inforce.open_store(session.settings, create=False) as store:
        store.delete_project(name, KEEPER)
    session.tell(f"Project '{name}': deleted.")
