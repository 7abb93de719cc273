"""The lists of names: given and family names, names that are words, capitals that are no names.

They are facts, kept by community in `corpora/redaction/names/` with a datasheet beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from insight.errors import InsightError
from insight.redact.normal import copy_of
from insight.redact.vocabulary import ONLY_WITH_A_CAPITAL
from insight.settings import ROOT

FOLDER = ROOT / "corpora" / "redaction" / "names"

_LOCAL = (
    "british-irish",
    "caribbean",
    "european",
)  # their family names are also streets, pubs and shops
_SHORT = ("chinese-vietnamese", "turkish", "latin", "african")  # short names, many also words


@dataclass(frozen=True, slots=True)
class Lists:
    """Names and what is not one, in lower case and without accents."""

    given: frozenset[str]
    family: frozenset[str]
    lone: frozenset[str]  # family names that stand for a person by themselves
    local: frozenset[str]  # family names that need a given name or a title before them
    plain: frozenset[str]  # given names that count when typed without a capital
    words: frozenset[str]  # names that are words too, capital or not
    firsts: frozenset[str]  # names that are words where a capital says nothing
    stop: frozenset[str]  # capitalised words that are no names
    english: frozenset[str]  # words that English writes small
    phrases: dict[str, tuple[tuple[str, ...], ...]]  # by first word: names inside other things


def fold(word: str) -> str:
    """Lower case without accents: the form in which names are looked up."""
    return copy_of(word).text.lower()


@lru_cache(maxsize=4)
def load(folder: Path = FOLDER) -> Lists:
    """Read the lists once. Raises InsightError where one is missing: redaction never degrades."""
    names: dict[str, set[str]] = {k: set() for k in ("given", "family", "lone", "local", "plain")}
    others: dict[str, set[str]] = {k: set() for k in ("words", "first words", "stop", "english")}
    phrases: dict[str, list[tuple[str, ...]]] = {}
    files = {p.stem: p for p in sorted(folder.glob("*.txt"))}
    for needed in ("words", "not-names", "english", *_LOCAL):
        if needed not in files:
            raise InsightError(
                f"{folder / needed}.txt: the list of names is missing. Restore the folder; "
                "nothing is redacted without it."
            )
    for stem, path in files.items():
        for section, line in _lines(path):
            if section == "phrases":
                for phrase in line.lower().split("|"):
                    parts = tuple(w for w in re.split(r"[^a-z'-]+", phrase.replace("'s", "")) if w)
                    if len(parts) == 1 and phrase.endswith("'s"):
                        parts += ("'s",)  # the jeans are no Levi
                    phrases.setdefault(parts[0], []).append(parts)
                continue
            if stem == "english":
                others[section].update(line.split())
                continue
            found = {fold(w) for w in line.split()}
            if stem == "words":
                others[section] |= found
            elif stem == "not-names":
                others["stop"] |= found
            elif section == "family":
                names["family"] |= found
                names["local" if stem in _LOCAL else "lone"] |= found
            else:
                names["given"] |= found
                least = 3 if stem in _LOCAL else 6 if stem in _SHORT else 4
                names["plain"] |= {w for w in found if len(w) >= least}
    common = others["words"] | others["stop"]
    return Lists(
        given=frozenset(names["given"]),
        family=frozenset(names["family"]),
        lone=frozenset(names["lone"] - names["local"] - common),
        local=frozenset(names["local"]),
        plain=frozenset(
            names["plain"]
            - common
            - others["first words"]
            - others["english"]
            - ONLY_WITH_A_CAPITAL
        ),
        words=frozenset(others["words"]),
        firsts=frozenset(others["first words"]),
        stop=frozenset(others["stop"]),
        english=frozenset(others["english"]),
        phrases={k: tuple(v) for k, v in phrases.items()},
    )


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (section, line): a line `# section` opens a section, longer ones are remarks."""
    section = ""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InsightError(
            f"{path}: the list of names cannot be read ({type(error).__name__}). Restore it; "
            "nothing is redacted without it."
        ) from error
    for line in lines:
        if line.startswith("#"):
            section = line[1:].strip()
        elif line.strip():
            yield section, line.strip()
