"""What every command shares: the settings as options, the session, and errors as one line."""

from __future__ import annotations

import contextlib
import functools
import inspect
import json
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from insight import __version__
from insight.errors import InsightError, UsageError
from insight.settings import Settings, load

PACKAGE = Path(__file__).resolve().parent.parent

SHARED: dict[str, Any] = {
    "data": Annotated[Path | None, typer.Option(help="Folder for store, caches and reports.")],
    "store": Annotated[
        str | None, typer.Option(help="URL of a database, instead of a file in that folder.")
    ],
    "project": Annotated[
        str | None, typer.Option(help="Project to work in; the first one if none is named.")
    ],
    "codebook": Annotated[
        Path | None,
        typer.Option(help="Codebook to code with, whatever the project's own is."),
    ],
    "model": Annotated[
        str | None,
        typer.Option(help="Folder of a trained model, or 'none' for the codebook alone."),
    ],
    "encoder": Annotated[
        str | None,
        typer.Option(help="'default', or a sentence-transformers model by name or folder."),
    ],
    "campaigns": Annotated[
        float | None,
        typer.Option(help="Least likeness of responses that make a campaign, 0.6 to 1."),
    ],
    "config": Annotated[
        Path | None, typer.Option(help="TOML file of settings; insight.toml if there is one.")
    ],
    "quiet": Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")],
}
"""Options that may stand before or behind the name of a command."""

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


@dataclass(slots=True)
class Session:
    """One call: the settings in force, where the answer goes, and which waves it has stored."""

    settings: Settings
    quiet: bool
    given: Mapping[str, Any]  # the settings that were given as flags
    out: TextIO
    stored: list[str] = field(default_factory=list)

    def answer(self, value: Any) -> None:
        """Print one JSON object on the standard output."""
        self.out.write(json.dumps(value, ensure_ascii=False, default=str, indent=2) + "\n")

    def tell(self, line: str) -> None:
        """Print one line, unless the call is to be quiet."""
        if not self.quiet:
            self.out.write(printable(line) + "\n")


class Stopped(Exception):  # noqa: N818 (nothing went wrong)
    """Someone pressed Ctrl-C. `stored` names the waves that had been published before."""

    def __init__(self, stored: Sequence[str] = ()) -> None:
        super().__init__(
            f"stopped; {_waves(stored)} had been stored, nothing else was"
            if stored
            else "stopped; nothing was stored"
        )


def _waves(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def settled(command: Callable[..., int | None]) -> Callable[..., int]:
    """Give a command the settings as options and a `Session` as its first argument.

    The command returns its exit code, None for 0. While one that was called with --json works,
    whatever a library prints goes to the standard error.
    """
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]

    @functools.wraps(command)
    def call(context: typer.Context, **values: Any) -> int:
        flags = {**(context.obj or {}), **chosen({name: values.pop(name) for name in SHARED})}
        session = open_session(flags)
        aside = sys.stderr if values.get("as_json") else sys.stdout
        try:
            with contextlib.redirect_stdout(aside):
                return command(session, **values) or 0
        except KeyboardInterrupt:
            raise Stopped(session.stored) from None
        except InsightError as error:
            if session.stored:  # of several files, those before the one that failed
                error.args = (f"{error} {_waves(session.stored)} had been stored before.",)
            raise

    return takes(call, own)


def remember(context: typer.Context, **values: Any) -> None:
    """Keep the settings given before the name of a command for the command."""
    context.obj = chosen(values)


def takes(
    function: Callable[..., Any], own: Sequence[inspect.Parameter] = ()
) -> Callable[..., Any]:
    """Declare what a function of (context, **values) takes: its own options and the settings."""
    context = inspect.Parameter(
        "context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
    )
    shared = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=False if name == "quiet" else None,
            annotation=annotation,
        )
        for name, annotation in SHARED.items()
    ]
    parameters = [context, *(p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own), *shared]
    signed: Any = function
    signed.__signature__ = inspect.Signature(parameters)
    signed.__annotations__ = {p.name: p.annotation for p in parameters}
    return function


def chosen(values: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were given."""
    return {name: value for name, value in values.items() if value not in (None, False)}


def open_session(flags: Mapping[str, Any]) -> Session:
    """Put the settings together from flags, environment and file."""
    given = {k: v for k, v in flags.items() if k not in ("config", "quiet")}
    settings = load(given, file=flags.get("config"))
    return Session(settings, bool(flags.get("quiet")), given, sys.stdout)


def printable(text: object) -> str:
    """Any text as printable characters: it can neither break a line nor steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in str(text))


def plain(text: object) -> str:
    """The same, with one space between words."""
    return " ".join(printable(text).split())


def say(message: str) -> None:
    """Print one line on the standard error."""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"insight: {plain(message)}\n")


def call_safely(program: Callable[[], Any]) -> int:
    """Run the program and turn whatever it ends with into an exit code and at most one line.

    0 done, 1 the run failed, 2 the call was wrong, 130 interrupted.
    """
    debug = os.environ.get("INSIGHT_DEBUG", "") not in ("", "0")
    os.environ.setdefault("TQDM_DISABLE", "1")  # libraries draw no bars of their own
    try:
        with warnings.catch_warnings():
            if not debug:
                warnings.simplefilter("ignore")
            code = int(program() or 0)
        if code == 130:  # interrupted while no command was at work
            raise Stopped
    except typer.TyperException as error:
        return _wrong_call(error)
    except (Stopped, KeyboardInterrupt, typer.Abort) as error:
        say(str(error if isinstance(error, Stopped) else Stopped()))
        return 130
    except Exception as error:
        if debug:
            traceback.print_exc()
        say(str(error) if isinstance(error, InsightError) else unexpected(error))
        return 2 if isinstance(error, UsageError) else 1
    return code


def unexpected(error: Exception) -> str:
    """Name a fault by kind and place, never by its message: that may hold a resident's words."""
    trace = traceback.extract_tb(error.__traceback__)
    ours = [f for f in trace if PACKAGE in Path(f.filename).parents]
    place = ours[-1] if ours else trace[-1]
    file = Path(place.filename)
    name = file.relative_to(PACKAGE.parent).as_posix() if ours else file.name
    return (
        f"{type(error).__name__} at {name}:{place.lineno} (version {__version__}): a fault of "
        "Insight, and what it was doing is not stored. Send this line, which holds nobody's words, "
        "as CONTRIBUTING.md says. INSIGHT_DEBUG=1 shows where it came from."
    )


def _wrong_call(error: typer.TyperException) -> int:
    context = getattr(error, "ctx", None)
    message = error.format_message()
    if "\n" in message:  # the help, where a group was called without a command
        sys.stderr.write(message + "\n")
        return error.exit_code
    path = getattr(context, "command_path", "insight")
    said = message if message.endswith((".", "?", ")")) else f"{message}."
    say(f"{said} See: {path} --help")
    return error.exit_code
