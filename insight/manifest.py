"""The hashes of a model folder's files: written when it is made, checked before it is used."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from insight.errors import ModelError

NAME = "manifest.json"


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read(folder: Path) -> dict[str, Any]:
    """Read `manifest.json` of a model folder; raises ModelError where that is not one."""
    try:
        manifest: dict[str, Any] = json.loads((folder / NAME).read_text("utf-8"))
        dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder}: no readable manifest.json, so not a model folder.") from error
    return manifest


def check(folder: Path) -> dict[str, Any]:
    """Read the manifest of a model folder and verify the hash of every file it names.

    Raises ModelError when the manifest is missing or a file is missing or differs.
    """
    manifest = read(folder)
    for name, expected in dict(manifest["files"]).items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"{path}: missing. Restore the model folder or build it again.")
        if digest(path) != expected:
            raise ModelError(
                f"{path}: its SHA-256 differs from the manifest's, so it is not used. "
                "Restore the model folder or build it again."
            )
    return manifest


def seal(folder: Path, facts: dict[str, Any]) -> None:
    """Write `manifest.json` with the hash of every other file of the folder and below."""
    files = {
        p.relative_to(folder).as_posix(): digest(p)
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name not in {NAME, "CARD.md"}
    }
    text = json.dumps({**facts, "files": files}, indent=2, ensure_ascii=False)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")
