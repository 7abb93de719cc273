"""What a run said, kept beside its report, so that running a stored wave again is done at once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from insight import __version__
from insight.errors import InputError
from insight.settings import NAMES, SHIPPED, Settings


def fingerprint(
    path: Path, wave: str, settings: Settings, mapping: object = None, own: str | None = None
) -> str:
    """A hash of all that a run's result hangs on: file, mapping, codebook, model, encoder,
    likeness of campaigns, code.

    `own` is the version of the codebook that the project has in the store, "" where it has none.
    Where that is not known yet, None, the hash is of what was asked for: enough for a receipt,
    which holds only as long as the store is unchanged.
    Raises InputError for a file or codebook that cannot be read.
    """
    model = Path(settings.model) if settings.model else SHIPPED
    parts: list[bytes] = [wave.encode(), settings.encoder.encode(), settings.model.encode()]
    parts += [
        str(settings.campaigns).encode(),
        path.name.encode(),
        __version__.encode(),
        repr(mapping).encode(),
    ]
    asked = f"{settings.project} {settings.codebook_given}" if own is None else own
    parts.append(asked.encode())
    book = () if own else (settings.book,)
    for file in (path, *book, model / "manifest.json", NAMES / "manifest.json"):
        try:
            parts.append(file.read_bytes())
        except OSError as error:
            if file in (path, settings.book):
                raise InputError(f"{file}: cannot be read ({error.strerror}).") from error
    joined = hashlib.sha256()
    for part in parts:
        joined.update(hashlib.sha256(part).digest())
    return joined.hexdigest()


def slug(name: str) -> str:
    """A wave's name as a file name: letters and digits of any script, the rest as hyphens.

    Names that would look alike get a piece of their hash: no two share a file.
    """
    plain = "".join(c if c.isalnum() else "-" for c in name).strip("-").lower()
    if plain == name and len(name) <= 60:
        return plain
    return f"{plain[:60] or 'wave'}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def recall(wave: str, content: str, settings: Settings) -> dict[str, Any] | None:
    """What the last run said, if it had this fingerprint and nothing was stored since; else None.

    A store that is not a file cannot be seen to be unchanged: None.
    """
    kept = _read(wave, settings)
    state = _state(settings)
    if not kept or state is None or kept.get("content") != content or kept.get("state") != state:
        return None
    said: dict[str, Any] = kept["said"]
    return said if Path(str(said.get("report"))).is_file() else None


def said(wave: str, settings: Settings) -> Mapping[str, Any] | None:
    """What the report of a wave was written from, or None where that is not known."""
    kept = _read(wave, settings)
    return kept["said"] if kept else None


def keep(wave: str, content: str, settings: Settings, summary: Mapping[str, Any]) -> None:
    """Remember what a run said. No resident's words are in a summary. Failing to is no harm."""
    path = _path(wave, settings)
    part = path.with_suffix(".part")
    kept = {"content": content, "state": _state(settings), "said": summary}
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(kept, default=str), encoding="utf-8")
        os.replace(part, path)


def _path(wave: str, settings: Settings) -> Path:
    return settings.data / "receipts" / f"{slug(wave)}.json"


def _read(wave: str, settings: Settings) -> dict[str, Any] | None:
    try:
        kept = json.loads(_path(wave, settings).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(kept, dict) and isinstance(kept.get("said"), dict)
    return kept if whole else None


def _state(settings: Settings) -> list[list[int]] | None:
    """Size and time of change of a SQLite store and its journal: it changes with every write."""
    name = settings.store_url.removeprefix("sqlite:///")
    if name == settings.store_url or not Path(name).is_file():
        return None
    found = []
    for file in (Path(name), Path(f"{name}-wal")):
        with contextlib.suppress(OSError):
            facts = file.stat()
            found.append([facts.st_mtime_ns, facts.st_size])
    return found
