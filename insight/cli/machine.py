"""Commands about this machine: prepare the encoder, start the app."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from insight import access
from insight.cli.frame import Session
from insight.errors import InsightError, UsageError
from insight.settings import ROOT, Settings

APP = ROOT / "app_streamlit.py"
OPTIONS = {
    "server.headless": "true",
    "server.enableCORS": "true",
    "server.enableXsrfProtection": "true",
    "server.showEmailPrompt": "false",
    "browser.gatherUsageStats": "false",
    "client.showErrorDetails": "none",
}
"""How the app is served: nothing leaves the machine, and no trace of an error reaches a browser."""


def prepare(session: Session) -> None:
    """Build the encoder from the installed weights, unless that is done, and check the model."""
    from insight import inforce
    from insight.cli.progress import bars

    with bars(session.quiet) as notify:
        encoder, model = inforce.prepare(session.settings, notify)
    session.tell(f"Encoder: {encoder}. Model: {model}.")


def app(
    session: Session,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", min=1, max=65535)] = None,
) -> int:
    """Open the app in a browser: what residents said, theme by theme."""
    settings = replace(
        session.settings,
        host=host or session.settings.host,
        port=port or session.settings.port,
    )
    if not APP.is_file():
        raise InsightError(f"{APP}: is missing. Install Insight from its folder again.")
    _check_port(settings)
    arguments, environment = command(settings), surroundings(settings, os.environ)
    session.tell(access.load(settings).told)
    session.tell(f"Insight is at http://{settings.host}:{settings.port} (Ctrl-C ends it).")
    session.out.flush()
    os.chdir(ROOT)  # where the app's own settings lie
    if os.name == "posix":  # signals then reach the app itself
        os.execve(sys.executable, arguments, environment)  # noqa: S606 (our own program)
    import subprocess

    return subprocess.run(arguments, env=environment, check=False).returncode  # noqa: S603


def command(settings: Settings) -> list[str]:
    """The program that serves the app."""
    options = {
        **OPTIONS,
        "server.address": settings.host,
        "server.port": str(settings.port),
        "secrets.files": str(access.load(settings).file),
        "server.headless": str(not has_screen(os.environ)).lower(),
    }
    return [
        *(sys.executable, "-m", "streamlit", "run", str(APP)),
        *(f"--{name}={value}" for name, value in options.items()),
    ]


def surroundings(settings: Settings, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of the app: the settings in force, wherever it is started."""
    data = settings.data.absolute()
    store = settings.store or replace(settings, data=data).store_url
    if store.startswith("sqlite:///") and not store.startswith("sqlite:////"):
        store = f"sqlite:///{Path(store.removeprefix('sqlite:///')).absolute()}"
    values = {
        "INSIGHT_DATA": str(data),
        "INSIGHT_STORE": store,
        "INSIGHT_PROJECT": settings.project,
        "INSIGHT_CODEBOOK": str(settings.codebook.absolute()),
        "INSIGHT_MODEL": _absolute(settings.model),
        "INSIGHT_ENCODER": _absolute(settings.encoder),
        "INSIGHT_CAMPAIGNS": str(settings.campaigns),
        "INSIGHT_HOST": settings.host,
        "INSIGHT_PORT": str(settings.port),
    }
    return {**environment, **values}


def has_screen(environment: Mapping[str, str]) -> bool:
    """Whether a browser can be opened here."""
    if sys.platform in ("win32", "darwin"):
        return "SSH_CONNECTION" not in environment
    shown = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    return bool(shown) and shutil.which("xdg-open") is not None


def _absolute(value: str) -> str:
    """A folder by its full path; a name as it is."""
    return str(Path(value).absolute()) if value and Path(value).is_dir() else value


def _check_port(settings: Settings) -> None:
    import socket

    kind = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(kind, socket.SOCK_STREAM) as listener:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise UsageError(
                f"{settings.host}:{settings.port}: cannot listen there ({error.strerror}). "
                "Choose another with --host and --port."
            ) from None
