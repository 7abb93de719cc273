"""A table kept whole for coding in place: every row and column in, every row and column out."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from insight.errors import InputError, UsageError
from insight.ingest.layout import name_columns
from insight.ingest.mapping import Mapping, listed
from insight.ingest.reading import open_grid
from insight.ingest.roles import propose


@dataclass(frozen=True, slots=True)
class Table:
    """All columns and rows of a file as text. `text` and `id` are places in `columns`.

    `ids` has one entry a row: the id column's value, else the row's number from 1. `bom` says that
    the file began with a byte-order mark.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text: int
    id: int | None
    ids: tuple[str, ...]
    encoding: str
    bom: bool
    warnings: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The text column, one entry a row."""
        return tuple(row[self.text] for row in self.rows)


def table(path: Path | str, text: str = "", id: str = "", mapping: Mapping | None = None) -> Table:
    """Read a table whole. `text` and `id` name columns; left out, they are proposed.

    The first row is the header. Short rows are filled, cells beyond the header get columns of
    their own. Raises UsageError naming the columns where one does not exist or cannot be chosen.
    """
    path = Path(path)
    grid = open_grid(path, mapping)
    head, *rest = grid.rows
    width = max([len(head), *(len(row) for row in rest)])
    columns, warnings = name_columns((*head, *[""] * (width - len(head))))
    rows = tuple(row + ("",) * (width - len(row)) for row in rest)
    if not rows:
        raise InputError(f"{path.name}: has a header but no rows. Columns: {listed(columns)}.")
    text_at = _find(columns, text, path.name, "--text") if text else None
    id_at = _find(columns, id, path.name, "--id") if id else None
    if text_at is None:
        text_at = _proposed(columns, rows, path.name)
    return Table(
        columns=columns,
        rows=rows,
        text=text_at,
        id=id_at,
        ids=tuple(
            row[id_at] if id_at is not None else str(n) for n, row in enumerate(rows, start=1)
        ),
        encoding=grid.encoding,
        bom=grid.encoding == "utf-8-sig",
        warnings=grid.warnings + tuple(warnings),
    )


def _find(columns: Sequence[str], name: str, file: str, option: str) -> int:
    if name in columns:
        return columns.index(name)
    folded = [c.casefold() for c in columns]
    if folded.count(name.strip().casefold()) == 1:
        return folded.index(name.strip().casefold())
    raise UsageError(
        f"{file}: no column '{name}'. Columns: {listed(columns)}. Name one with {option}."
    )


def _proposed(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], file: str) -> int:
    found, _ = propose(columns, ("",) * len(columns), rows)
    places = [i for i, c in enumerate(found) if c.role == "open"]
    if len(places) == 1:
        return places[0]
    names = listed([columns[i] for i in places] if places else columns)
    why = "several columns hold answers" if places else "no column looks like an open question"
    raise UsageError(f"{file}: {why}: {names}. Name one with --text.")


def write_csv(
    path: Path | str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    bom: bool = False,
) -> None:
    """Write a CSV in UTF-8, whole or not at all: a temporary file takes the place of `path`.

    Raises InputError where the folder cannot be written.
    """
    path = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written ({error.strerror}). Choose another folder."
        ) from None
    try:
        with os.fdopen(
            handle, "w", encoding="utf-8-sig" if bom else "utf-8", newline="", errors="replace"
        ) as file:
            writer = csv.writer(file)  # ends lines with \r\n, so that a bare \r is quoted
            writer.writerow(columns)
            writer.writerows(rows)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}).") from None
    finally:
        if os.path.exists(name):
            os.unlink(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
