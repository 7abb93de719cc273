"""Repairs characters garbled by a wrong encoding, and can be told not to."""

from __future__ import annotations

import re
from collections.abc import Sequence

SUSPECT = re.compile(
    "[\u00c2\u00c3][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    "|\u00e2[\u0080\u20ac][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    "|\u00f0[\u009f\u0178][\u0080-\u2122]"
)


def repair(text: str) -> str:
    """The text with mojibake undone ("donâ€™t" → "don’t"); everything else as it was.

    Only sequences that are themselves UTF-8 read in a wrong encoding are touched, so the change is
    reversible: `[rows] mojibake = "keep"` in the mapping reads the file as it stands.
    """
    if text.isascii() or not SUSPECT.search(text):
        return text
    import ftfy

    return ftfy.fix_encoding(text)


def repair_rows(
    rows: Sequence[tuple[str, ...]],
) -> tuple[tuple[tuple[str, ...], ...], int, tuple[str, str] | None]:
    """The rows repaired, how many cells changed, and the first garbled sequence with its repair."""
    changed = 0
    example: tuple[str, str] | None = None
    result: list[tuple[str, ...]] = []
    for row in rows:
        if all(cell.isascii() for cell in row):
            result.append(row)
            continue
        new = tuple(map(repair, row))
        if new != row:
            for before, after in zip(row, new, strict=True):
                if before != after:
                    changed += 1
                    example = example or _first_change(before, after)
        result.append(new)
    return tuple(result), changed, example


def _first_change(before: str, after: str) -> tuple[str, str] | None:
    """The first garbled sequence of two to four characters and the one character it stands for."""
    found = SUSPECT.search(before)
    if found is None:
        return None
    for length in (2, 3, 4):
        piece = before[found.start() : found.start() + length]
        mended = repair(piece)
        if len(mended) == 1 and mended in after:
            return piece, mended
    return None
