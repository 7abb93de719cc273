"""The matching copy of a text: what the eye sees, with the way back to the original.

Rules match on this copy and never on the original. It repairs mojibake (UTF-8 read as cp1252),
drops zero-width, bidi and combining characters, folds accented and full-width letters to ASCII,
digits of any script to 0-9, every dash, quote and space to the plain one, and many spaces to one.
Nothing of it is stored or shown.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_QUOTES = dict.fromkeys("‘’‚‛ʼʹ′`´", "'") | dict.fromkeys("“”„‟«»″", '"')
_LETTERS = {
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ı": "i",
    "ħ": "h", "Ħ": "H", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE",
    "þ": "th", "Þ": "Th", "ŋ": "ng", "ə": "e", "Ə": "E",
}  # fmt: skip


def _cp1252_bytes() -> dict[str, int]:
    """Return each character that cp1252 (or latin-1, for its five holes) makes of a high byte."""
    table = {chr(b): b for b in range(0x80, 0x100)}
    for b in range(0x80, 0xA0):
        try:
            table[bytes([b]).decode("cp1252")] = b
        except UnicodeDecodeError:
            continue
    return table


_BYTES = _cp1252_bytes()
_LEAD = "".join(c for c, b in _BYTES.items() if 0xC2 <= b <= 0xF4)
_TAIL = re.escape("".join(c for c, b in _BYTES.items() if 0x80 <= b <= 0xBF))
_MOJIBAKE = re.compile(f"[{_LEAD}][{_TAIL}]{{1,3}}")


_WIDE = re.compile(r"[ \t\r\n]*(?:[ \t\r]{2}|[\t\r]|[ \t\r]\n|\n[ \t\r]|\n\n\n)[ \t\r\n]*")
"""Space that says no more than a single one, or a single end of a line or blank line, would."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A matching copy. `starts[i]` and `ends[i]` bound, in the original, what became `text[i]`;
    both are None where the copy is the original.
    """

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the half-open span of the original for a non-empty one of the copy."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def copy_of(text: str) -> Copy:
    """Make the matching copy of `text`, in time linear in its length."""
    if text.isascii() and not _WIDE.search(text):
        return Copy(text)
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    mojibake = {m.start(): m for m in _MOJIBAKE.finditer(text)}
    i = 0
    while i < len(text):
        width, piece = 1, _fold(text[i])
        if i in mojibake:
            width, piece = _repair(mojibake[i].group())
        if piece is None:  # a mark that sits on the character before it
            if ends:
                ends[-1] = i + width
        else:
            out.append(piece)
            starts += [i] * len(piece)
            ends += [i + width] * len(piece)
        i += width
    return _narrowed(Copy("".join(out), tuple(starts), tuple(ends)))


def _narrowed(copy: Copy) -> Copy:
    """The copy with one space in place of several, and none around the end of a line."""
    starts, ends = copy.starts or (), copy.ends or ()
    out: list[str] = []
    first: list[int] = []
    last: list[int] = []
    at = 0
    for m in _WIDE.finditer(copy.text):
        lines = min(2, m.group().count("\n"))
        places = list(range(m.start(), m.end()))
        kept = [n for n in places if copy.text[n] == "\n"][:lines] if lines else places[:1]
        out += [copy.text[at : m.start()], "\n" * lines or " "]
        first += [*starts[at : m.start()], *(starts[n] for n in kept)]
        last += [*ends[at : m.start()], *(ends[n] for n in kept)]
        at = m.end()
    out.append(copy.text[at:])
    return Copy("".join(out), (*first, *starts[at:]), (*last, *ends[at:]))


def _repair(run: str) -> tuple[int, str | None]:
    """Decode the longest start of `run` that is one UTF-8 character; else fold its first."""
    raw = bytes(_BYTES[c] for c in run)
    for width in range(len(raw), 1, -1):
        try:
            decoded = raw[:width].decode("utf-8")
        except UnicodeDecodeError:
            continue
        if len(decoded) == 1:
            return width, _fold(decoded)
    return 1, _fold(run[0])


@lru_cache(maxsize=4096)
def _fold(char: str) -> str | None:
    """Fold one character: "" where it is invisible, None where it marks the one before."""
    if char < "\x80":
        return char
    special = _QUOTES.get(char) or _LETTERS.get(char)
    if special:
        return special
    category = unicodedata.category(char)
    if category in ("Mn", "Me"):
        return None
    if category in ("Cf", "Cc", "Cs"):
        return ""
    if category == "Zs":
        return " "
    if category in ("Zl", "Zp"):
        return "\n"
    if category == "Pd":
        return "-"
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    return plain if plain and plain.isascii() else char
