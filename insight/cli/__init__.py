"""The command line: parses, calls the library, prints. Heavy imports wait until a command runs."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from insight import __version__
from insight.cli import books, frame, machine, models, projects, removal, tables, waves

OVERVIEW = "What residents told us: codes consultation responses on your own machine."
HELP = {"help_option_names": ["-h", "--help"]}

program = typer.Typer(
    name="insight",
    help=OVERVIEW,
    context_settings=HELP,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
codebooks = typer.Typer(
    help="Check a codebook, compare two, give a project one.",
    context_settings=HELP,
    no_args_is_help=True,
)
on_projects = typer.Typer(
    help="Make, rename or delete a project, move a wave.",
    context_settings=HELP,
    no_args_is_help=True,
)

COMMANDS: tuple[tuple[str, Any, str], ...] = (
    ("run", waves.run, "Read files, code them, store a wave, write its report."),
    ("ingest", waves.ingest_file, "Show how a file would be read."),
    ("code", tables.code, "Code one column of a file."),
    ("explain", tables.explain, "Code one text and show why."),
    ("redact", tables.redact, "Take personal details out of a column."),
    ("train", models.train, "Learn a council's own codes."),
    ("evaluate", models.evaluate, "Measure the model against people's codes."),
    ("report", waves.report, "Write a wave's report."),
    ("export", waves.export, "Write a wave's coded responses."),
    ("status", waves.status, "Say what the store holds."),
    ("ledger", waves.ledger, "List what was left out of a wave, and why."),
    ("topics", waves.topics, "Look for what the codebook misses."),
    ("erase", removal.erase, "Erase one respondent's answers for good."),
    ("delete", removal.delete, "Delete a wave for good."),
    ("prepare", machine.prepare, "Build the encoder, check the model."),
    ("app", machine.app, "Open the app in a browser."),
)
"""Every command in the order of the help, with its short help. Add new ones here."""

ON_CODEBOOKS: tuple[tuple[str, Any, str], ...] = (
    ("check", books.check, "Check a codebook."),
    ("diff", books.diff, "Say what a codebook changes."),
    ("use", books.use, "Make a codebook the project's own."),
)

ON_PROJECTS: tuple[tuple[str, Any, str], ...] = (
    ("add", projects.add, "Make a project."),
    ("rename", projects.rename, "Give a project another name."),
    ("move", projects.move, "Put a wave into another project."),
    ("delete", projects.delete, "Delete a project without waves."),
)

for _group, _commands in (
    (program, COMMANDS),
    (codebooks, ON_CODEBOOKS),
    (on_projects, ON_PROJECTS),
):
    for _name, _function, _short in _commands:
        _group.command(_name, short_help=_short, context_settings=HELP)(frame.settled(_function))
program.add_typer(codebooks, name="codebook")
program.add_typer(on_projects, name="project")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"insight {__version__}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
]


def _settings(version: Version = False) -> None:
    """The program's own options, before those that every command takes."""


_own = list(inspect.signature(_settings, eval_str=True).parameters.values())
program.callback(help=OVERVIEW)(frame.takes(frame.remember, _own))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code.

    0 done, 1 the run failed, 2 the call was wrong, 130 interrupted. An error is one line on the
    standard error; a traceback shows only with INSIGHT_DEBUG=1.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    return frame.call_safely(
        lambda: program(args=given, prog_name="insight", standalone_mode=False)
    )
