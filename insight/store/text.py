"""How the store names a text, and how it compares one with a search."""

from __future__ import annotations

import hashlib
import re
import unicodedata

# Combining accents of Latin, Greek and Cyrillic, and characters that do not show.
_UNSEEN = re.compile(
    "[\x00-\x08\x1a\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_TERM = re.compile(r'"([^"]+)"|(\S+)')


def text_hash(text: str) -> str:
    """The key of a text in the store of vectors: 32 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def fold(text: str) -> str:
    """The text as search sees it: no letter case, accents, line breaks or unseen characters."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKD", text))
    return " ".join(seen.casefold().split())


def terms(search: str) -> tuple[str, ...]:
    """What a search asks for, folded: each word, and each phrase "in quotes"."""
    found = (fold(phrase or word) for phrase, word in _TERM.findall(search))
    return tuple(term for term in found if term)
