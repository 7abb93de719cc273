"""Patterns among a codebook's phrases: their notation, their faults, and where they are found.

A phrase between slashes is a pattern: `/no+z|n2o/`. RE2 finds it: its automata never go back over
what they have read, so no pattern takes longer than in proportion to the text. What cannot be had
so, look-around and back references, it refuses. docs/patterns.md says what may be written.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from insight.errors import UsageError

LONGEST, SHOWN = 300, 80
"""Characters of a pattern, and of one that is named in a message."""

MEMORY = 1 << 20
"""Bytes that RE2 may take for one pattern; it refuses what needs more."""

MOST = 100
"""Places looked for in one text: each may cost a walk to its end, so all could cost its square."""

ORDINARY = (
    "The bus was late again",
    "More police on the street, please!",
    "Nothing",
    "It is fine round here",
    "Too noisy at night",
    "dog mess",
    "My car was broken into in 2019",
    "I like the park.",
)
"""Texts with nothing in common: what is found in all of them but one says nothing of a theme."""

_FOLD = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "‑": "-", "\u00a0": " "})
SAYINGS = {
    "invalid perl operator: (?": "there is no look-around such as (?=a), (?!a), (?<=a) or (?<!a)",
    "invalid escape sequence: ": "unknown after a backslash, as are back references such as \\1",
    "pattern too large": "it is too large. Lower its counts, such as the 100 in a{1,100}",
}
"""What RE2 says that is hard to act on, by how it begins, and what is said of it here."""

BYTE = re.compile(r"(?<!\\)(?:\\\\)*\\C")
"""`\\C`, a single byte: it would cut a letter in two."""


class Pattern:
    """A phrase between slashes, ready to be looked for; raises UsageError where it cannot be."""

    __slots__ = ("_compiled", "phrase")

    def __init__(self, phrase: str) -> None:
        if problem := fault(phrase):
            raise UsageError(problem)
        self.phrase = phrase
        self._compiled = _compiled(phrase)

    def find(self, text: str) -> list[tuple[int, int]]:
        """The first MOST places `[start, end)` in a text that `fold` gave, as code points."""
        return _places(self._compiled, text)


def fold(text: str) -> str:
    """The text with signs that are written in several ways in one of them; places stay."""
    return text.translate(_FOLD)


def is_pattern(phrase: str) -> bool:
    """Whether a phrase is a pattern: it stands between slashes."""
    return len(phrase) > 1 and phrase.startswith("/") and phrase.endswith("/")


def fault(phrase: str) -> str:
    """Why a pattern cannot be used, in a sentence that names it; "" where it can."""
    problem = _problem(phrase)
    return problem and f"the pattern {phrase[:SHOWN]} cannot be used: {problem}"


def _problem(phrase: str) -> str:
    import re2

    if len(phrase) > LONGEST:
        return f"it has {len(phrase)} characters, and may have {LONGEST}."
    if not fold(phrase).isprintable():
        return "it holds a line break or another sign that is not seen. Write \\n, \\t or \\x{…}."
    if BYTE.search(phrase):
        return "\\C finds a byte, not a letter. Write a full stop for any letter."
    try:
        compiled = _compiled(phrase)
    except re2.error as error:
        return f"{_said(error)}. docs/patterns.md says what may be written."
    if any(m.start() == m.end() for text in ("", *ORDINARY) for m in compiled.finditer(text)):
        return (
            "it finds places without a letter. Take away what lets it: an empty choice, a *, a ?."
        )
    if sum(bool(_places(compiled, text)) for text in ORDINARY) >= len(ORDINARY) - 1:
        return "it is found in nearly every text. Name the words of the theme."
    return ""


def doubt(phrase: str) -> str:
    """What is odd about a phrase that can be used, "" where nothing is."""
    if not is_pattern(phrase):
        one = phrase.startswith("/") != phrase.endswith("/")
        return "has one slash: a pattern has one at each end (in YAML, in quotes)." if one else ""
    found = sum(bool(Pattern(phrase).find(text)) for text in ORDINARY)
    return "is found in very many texts: does it name the theme?" if found > 2 else ""


def _compiled(phrase: str) -> Any:
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True
    options.log_errors = False  # else the pattern goes to the log
    options.max_mem = MEMORY
    return re2.compile(fold(phrase[1:-1]), options)


def _places(compiled: Any, text: str) -> list[tuple[int, int]]:
    return [m.span() for m in islice(compiled.finditer(text), MOST) if m.start() < m.end()]


def _said(error: Exception) -> str:
    """RE2's own words, which it gives as bytes, or plainer ones."""
    given = error.args[0] if error.args else ""
    text = given.decode("utf-8", "replace") if isinstance(given, bytes) else str(given)
    plainer = next((s for start, s in SAYINGS.items() if text.startswith(start)), "")
    if not plainer:
        return text
    what = text.partition(": ")[2]
    return f"{what}: {plainer}" if what else plainer
