"""Asks at the terminal what a file's data cannot settle, and whether to go on."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import typer

from insight.cli.frame import printable

if TYPE_CHECKING:
    from insight.ingest import Doubt, Mapping
    from insight.ingest.dates import Order


def interactive() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def settle(doubts: Iterable[Doubt], mapping: Mapping | None) -> Mapping | None:
    """Ask the first question that must be answered; None where there is none."""
    from insight.ingest import Mapping

    settled = mapping or Mapping()
    for doubt in doubts:
        if doubt.about == "dates" and not settled.dates:
            return replace(settled, dates=cast("Order", _choice(doubt)))
        if doubt.about == "columns":
            return replace(settled, columns=(*settled.columns, (_choice(doubt), "open")))
        if doubt.about == "options":
            return replace(settled, options=(*settled.options, (doubt.column, _list(doubt))))
    return None


def agreed(question: str) -> bool:
    """Whether somebody at the terminal says yes."""
    return typer.confirm(printable(question), err=True)


def _choice(doubt: Doubt) -> str:
    """Ask until one of the choices is named, by number or in full."""
    lines = [printable(doubt.question)]
    lines += [f"  {n}  {printable(choice)}" for n, choice in enumerate(doubt.choices, 1)]
    typer.echo("\n".join(lines), err=True)
    while True:
        said = str(typer.prompt("Number", err=True)).strip()
        if said in doubt.choices:
            return said
        if said.isdecimal() and 1 <= int(said) <= len(doubt.choices):
            return doubt.choices[int(said) - 1]
        typer.echo(f"Give a number from 1 to {len(doubt.choices)}.", err=True)


def _list(doubt: Doubt) -> tuple[str, ...]:
    """Ask for the options of a question, one a line, until an empty line."""
    typer.echo(
        f"{printable(doubt.question)}\nType every option offered, one a line, as it is spelt "
        "there; an empty line ends.",
        err=True,
    )
    options: list[str] = []
    while True:
        said = str(typer.prompt("Option", default="", show_default=False, err=True)).strip()
        if said:
            options.append(said)
        elif options:
            return tuple(options)
