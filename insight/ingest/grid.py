"""A file as a grid of text, before anything is decided about it, and the limits it keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from insight.errors import InputError

MAX_FILE = 100_000_000
"""Bytes of the largest file read."""
MAX_CELL = 1_000_000
"""Characters of the longest cell read."""
MAX_COLUMNS = 4_096
MAX_ROWS = 1_000_000
MAX_CELLS = 10_000_000


@dataclass(frozen=True, slots=True)
class Grid:
    """Every row of a file as text, header rows included, ragged as it came.

    `labels` holds the wording of each column where the format keeps it apart from the name (SPSS).
    `missing` holds (data row from 1, column from 0) of cells that a person marked as missing: they
    are not blank. `typed_dates` says that dates were stored as dates and are ISO here.
    """

    file: str
    sha256: str
    format: str
    encoding: str
    delimiter: str
    rows: tuple[tuple[str, ...], ...]
    warnings: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    missing: frozenset[tuple[int, int]] = frozenset()


def read_bytes(path: Path) -> bytes:
    """The whole file; InputError where it is missing, empty, a folder, unreadable or too large."""
    if path.is_dir():
        raise InputError(f"{path.name}: is a folder. Name a file.")
    try:
        size = path.stat().st_size
        if size > MAX_FILE:
            raise InputError(
                f"{path.name}: has {size:,} bytes; at most {MAX_FILE:,} are read. "
                "Split it and read the parts as one wave."
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file. Check the name and the folder.") from None
    except OSError as error:
        raise InputError(
            f"{path.name}: cannot be opened ({error.strerror}). Close it elsewhere or check access."
        ) from None
    if not data.strip():
        raise InputError(f"{path.name}: is empty. Export it again.")
    return data


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def check_size(file: str, rows: int, columns: int) -> None:
    """Refuse a grid that no survey export has; InputError."""
    if columns > MAX_COLUMNS:
        raise InputError(
            f"{file}: has {columns:,} columns; at most {MAX_COLUMNS:,} are read. "
            "Keep the columns you need, or check the delimiter."
        )
    if rows > MAX_ROWS or rows * columns > MAX_CELLS:
        raise InputError(
            f"{file}: has {rows:,} rows of {columns:,} columns; at most {MAX_ROWS:,} rows and "
            f"{MAX_CELLS:,} cells are read. Split the file."
        )


def counted(n: int, what: str) -> str:
    """A number with its noun: "1 row", "2 rows"."""
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"


def trim(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[tuple[str, ...], ...], int]:
    """The rows without wholly empty ones at the end, and how many those were."""
    end = len(rows)
    while end and not any(cell.strip() for cell in rows[end - 1]):
        end -= 1
    return tuple(rows[:end]), len(rows) - end


def is_title(row: Sequence[str], usual: int) -> bool:
    """Whether a row above a table of this usual width is a title or a remark.

    It has another width, and one or two cells that are filled, or prose that was cut at its commas.
    """
    filled = [cell for cell in row if cell.strip()]
    if len(row) == usual or len(filled) < 2:
        return len(filled) < 2
    return (usual > 2 and len(filled) == 2) or all(cell[0] == " " for cell in filled[1:])
