"""Settings: by flag, then environment (`INSIGHT_…`), then a TOML file, then a default."""

from __future__ import annotations

import dataclasses
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from insight.errors import UsageError

ROOT = Path(__file__).resolve().parent.parent
"""The folder that holds `corpora/` and `models/`."""

SHIPPED_BOOK = ROOT / "corpora" / "codebook.yaml"
"""The codebook that comes with Insight."""

SHIPPED = ROOT / "models" / "community-safety"
"""The model that comes with Insight."""

NAMES = ROOT / "models" / "redaction-names"
"""The finder of names that redaction asks; without the folder the rules stand alone."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may be set, each under the same name in the TOML file and, in capitals
    after `INSIGHT_`, in the environment.

    data: folder for the store, caches and reports.
    store: database URL; "" means SQLite in `data`.
    project: name of the project to work in; "" means the first.
    codebook: codebook that a project codes with until it has one of its own in the store.
    model: folder of a trained model; "" means the shipped one; "none" the codebook alone.
    encoder: "default", or the name or folder of a sentence-transformers model.
    campaigns: least likeness (0.6 to 1) that makes responses of several people a campaign.
    host, port: where the app listens.

    Not a setting is `codebook_given`: whether the codebook was named by flag. It then holds for
    that call, whatever a project's own is.
    """

    data: Path = Path("insight-data")
    store: str = ""
    project: str = ""
    codebook: Path = SHIPPED_BOOK
    model: str = ""
    encoder: str = "default"
    campaigns: float = 0.8
    host: str = "127.0.0.1"
    port: int = 8501
    codebook_given: bool = False

    @property
    def store_url(self) -> str:
        """The database URL in force."""
        return self.store or f"sqlite:///{self.data / 'insight.db'}"

    @property
    def book(self) -> Path:
        """The codebook that was set; for the shipped one, `codebook.yaml` in `data` if it is there.

        That is where the app saved it before each project had its own.
        """
        own = self.data / "codebook.yaml"
        shipped = self.codebook.absolute() == SHIPPED_BOOK.absolute()
        return own if shipped and own.is_file() else self.codebook

    @property
    def reports(self) -> Path:
        """Where reports and exports are written."""
        return self.data / "reports"


KINDS = {f.name: str(f.type) for f in dataclasses.fields(Settings) if f.name != "codebook_given"}
"""Every setting, and what kind of value it takes."""


def load(
    flags: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Settings:
    """Put settings together: flags that are not None, then environment, then file, then defaults.

    `file` defaults to `INSIGHT_CONFIG`, else `insight.toml` in the working folder if it is there.
    Raises UsageError for an unreadable file, an unknown key or a value of the wrong kind.
    """
    env = os.environ if environment is None else environment
    chosen = file or (Path(env["INSIGHT_CONFIG"]) if env.get("INSIGHT_CONFIG") else None)
    values: dict[str, tuple[str, Any]] = {}
    path = chosen or Path("insight.toml")
    if chosen or path.is_file():
        for key, value in _read_toml(path).items():
            if key not in KINDS:
                known = ", ".join(KINDS)
                raise UsageError(f"{path}: no setting is called '{key}'. Settings: {known}.")
            values[key] = (str(path), value)
    for key in KINDS:
        name = f"INSIGHT_{key.upper()}"
        if env.get(name):
            values[key] = (name, env[name])
        if flags and flags.get(key) is not None:
            values[key] = (f"--{key}", flags[key])
    given = bool(flags and flags.get("codebook") is not None)
    found = {k: _convert(k, KINDS[k], *values[k]) for k in values}
    return Settings(**found, codebook_given=given)


def safe_url(url: str) -> str:
    """A database URL without its password."""
    shown = re.sub(r"://([^:/@]*):.*@", r"://\1:***@", url)
    return re.sub(r"(?i)(password=)[^&]*", r"\1***", shown)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as settings: {error}.") from error


def _convert(key: str, kind: str, origin: str, value: Any) -> Any:
    if kind == "Path":
        return Path(str(value)).expanduser()
    if kind == "int":
        try:
            return int(value)
        except (TypeError, ValueError):
            raise UsageError(f"{origin}: '{value}' is not a whole number ({key}).") from None
    if kind == "float":
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = -1.0
        if not 0.6 <= number <= 1:
            raise UsageError(f"{origin}: '{value}' is not a number from 0.6 to 1 ({key}).")
        return number
    return str(value)
