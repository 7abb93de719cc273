"""Changes to a codebook before they are saved: each gives a new, checked codebook."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from insight import codebook as books
from insight.errors import UsageError
from insight.types import Codebook, Theme

LISTS = ("include", "exclude", "examples", "phrases")


def changed(book: Codebook, key: str, **fields: Any) -> Codebook:
    """The codebook with fields of one theme set anew; one taken back into use is merged no more."""
    if fields.get("retired") is False:
        fields["into"] = ""
    return _made(book, [replace(t, **fields) if t.key == key else t for t in book.themes])


def added(book: Codebook, name: str, **fields: Any) -> Codebook:
    """The codebook with a new theme at its end; its key is made from its name."""
    if any(t.name.casefold() == name.strip().casefold() for t in book.themes):
        raise UsageError(f"A theme is called '{name.strip()}' already. Choose another name.")
    given: dict[str, Any] = {"description": "", **fields}
    theme = Theme(key=_key(name, {t.key for t in book.themes}), name=name, **given)
    return _made(book, [*book.themes, theme])


def merged(book: Codebook, key: str, into: str) -> Codebook:
    """One theme's words added to another's, and the first retired; nothing is lost."""
    if key == into:
        raise UsageError("A theme cannot be merged with itself. Choose two.")
    here, there = book[key], book[into]
    union: dict[str, Any] = {f: _both(getattr(there, f), getattr(here, f)) for f in LISTS}
    # What was merged into the first one before goes on to the second.
    themes = [replace(t, into=into) if t.into == key else t for t in book.themes]
    themes = [replace(t, **union) if t.key == into else t for t in themes]
    return _made(book, [replace(t, retired=True, into=into) if t.key == key else t for t in themes])


def split(
    book: Codebook, key: str, name: str, description: str, moved: Mapping[str, Collection[str]]
) -> Codebook:
    """Part of a theme made a theme of its own: `moved` gives, by field, what goes with it."""
    theme = book[key]
    taken = {f: tuple(v for v in getattr(theme, f) if v in moved.get(f, ())) for f in LISTS}
    if not any(taken.values()):
        raise UsageError("Choose at least one phrase, example or line to move to the new theme.")
    left = {f: tuple(v for v in getattr(theme, f) if v not in taken[f]) for f in LISTS}
    parted = changed(book, key, **left)
    return added(parted, name, description=description, parent=theme.parent, **taken)


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text box that hold something, each once."""
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _made(book: Codebook, themes: Sequence[Theme]) -> Codebook:
    return books.make(book.name, [asdict(t) for t in themes], "The codebook")


def _both(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*first, *second]))


def _key(name: str, known: Collection[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    plain = plain if plain[:1].isalpha() else f"theme_{plain}".rstrip("_")
    key, n = plain, 2
    while key in known:
        key, n = f"{plain}_{n}", n + 1
    return key
