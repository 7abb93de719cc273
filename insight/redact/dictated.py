"""Details read out letter by letter and digit by digit: "echo yankee one six, zulu kilo papa"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight.redact.scan import Span, cue

_ALPHABET = (
    "alpha|alfa|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|"
    "oscar|papa|quebec|romeo|sierra|tango|uniform|victor|whiske?y|x-?ray|yankee|zulu"
)
_DIGITS = {"zero": "0", "oh": "0", "nought": "0"}
_DIGITS |= {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
_DIGITS |= {"six": "6", "seven": "7", "eight": "8", "nine": "9"}
_TEENS = {"ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14"}
_TEENS |= {"fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19"}
_TENS = {"twenty": "2", "thirty": "3", "forty": "4", "fifty": "5"}
_TENS |= {"sixty": "6", "seventy": "7", "eighty": "8", "ninety": "9"}
_COUNTED = "|".join([*_DIGITS, *_TEENS, *_TENS])
_WORD = rf"(?:{_ALPHABET}|double|{_COUNTED}|(?-i:[A-Z]{{1,3}})|[a-z]|\d{{1,2}})"
_RUN = re.compile(rf"(?<![\w'-]){_WORD}(?:[ ,.-]{{1,3}}{_WORD}){{3,13}}(?![\w'])", re.I)
_TOKEN = re.compile(rf"{_WORD}(?!\w)", re.I)
_NATO = re.compile(rf"(?:{_ALPHABET})$", re.I)

_PLATE = re.compile(r"[A-Z]{2}[0-7]\d[A-Z]{3}|[A-Z]\d{1,3}[A-Z]{3}")
_SPACED_PLATE = re.compile(r"(?<!\w)(?<![A-Z\d] )[A-Z] [A-Z] [0-7] \d [A-Z] [A-Z] [A-Z](?! ?\w)")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[ABD-HJLNP-UW-Z]{2}")
_NINO = re.compile(r"[A-Z]{2}\d{6}[A-D]")
_SORT, _ACCOUNT = re.compile(r"\d{6}"), re.compile(r"\d{8}")
_NINO_CUE = re.compile(r"\b(?:ni|nino|national insurance)\b[^!?\n]{0,40}$", re.I)
_SORT_CUE = re.compile(r"\bsort(?:ing)?[ -]?codes?\b[^!?\n]{0,30}$", re.I)
_ACCOUNT_CUE = re.compile(r"\b(?:account|acct?|a/c)\b[^!?\n]{0,30}$", re.I)
_PLATE_CUE = re.compile(r"\b(?:reg(?:istration)?|plates?|number ?plate|vrm)\b[^!?\n]{0,60}$", re.I)
_POSTCODE_CUE = re.compile(r"\b(?:post ?[ck]od(?:es?)?)\b[^!?\n]{0,40}$", re.I)

_HINT = re.compile(
    rf"\b(?:{_ALPHABET}|post ?[ck]od\w*|plates?|reg(?:istration)?|sort|account|acct?|a/c|ni|nino|"
    r"national insurance)\b|(?-i:[A-Z] [A-Z] \d \d [A-Z])",
    re.I,
)
"""Where none of these words stands, nothing is read out."""


def plate(text: str) -> Iterator[Span]:
    """Plates in letters and number words, after a word for one or in the radio alphabet."""
    yield from _read_out(text, _PLATE, _PLATE_CUE)
    for m in _SPACED_PLATE.finditer(text):
        yield m.span()


def postcode(text: str) -> Iterator[Span]:
    """Postcodes in letters and number words, after a word for one or in the radio alphabet."""
    yield from _read_out(text, _POSTCODE, _POSTCODE_CUE)


def nino(text: str) -> Iterator[Span]:
    """National Insurance numbers in letters and number words."""
    yield from _read_out(text, _NINO, _NINO_CUE)


def bank(text: str) -> Iterator[Span]:
    """Sort codes and account numbers in number words, after a word for one."""
    yield from _read_out(text, _SORT, _SORT_CUE, spelt=False)
    yield from _read_out(text, _ACCOUNT, _ACCOUNT_CUE, spelt=False)


def _read_out(
    text: str, form: re.Pattern[str], told: re.Pattern[str], *, spelt: bool = True
) -> Iterator[Span]:
    """Where the form is read out: after a word for it, or `spelt` by the radio alphabet."""
    if not _HINT.search(text):
        return
    for run in _RUN.finditer(text):
        tokens = [m.span() for m in _TOKEN.finditer(text, run.start(), run.end())]
        words = [text[a:b] for a, b in tokens]
        radio = spelt and sum(bool(_NATO.match(w)) for w in words) > 1
        if radio or cue(text, run.start(), 80, told):
            found = _longest(words, form)
            if found:
                yield tokens[found[0]][0], tokens[found[1] - 1][1]


def _longest(words: list[str], form: re.Pattern[str]) -> Span | None:
    """The first stretch of words, the longest there, that reads as the form; None without one."""
    for start in range(len(words)):
        for end in range(len(words), start + 3, -1):
            if form.fullmatch(_written(words[start:end])):
                return start, end
    return None


def _written(words: list[str]) -> str:
    """What is meant by words that spell: "double five" is "55", "sixty three" is "63"."""
    out, twice, tens = "", False, False
    for word in (w.lower() for w in words):
        unit = _DIGITS.get(word)
        if word == "double":
            twice = True
            continue
        if tens and not (unit and unit != "0"):
            out += "0"
        piece = unit or _TEENS.get(word) or _TENS.get(word) or word
        piece = word[0] if _NATO.match(word) else piece
        out += piece * (2 if twice else 1)
        twice, tens = False, word in _TENS
    return (out + "0" if tens else out).upper()
