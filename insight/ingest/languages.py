"""Tells the language of an answer, offline and with care: short or misspelt English is English."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from insight.ingest.answers import phrases

SURE = 0.75
"""Probability from which another language is believed. On consultation answers the detector gives
English at most 0.5 for another language, and answers in other languages from 0.78 up."""

AS_ENGLISH = frozenset({"en", "pcm", "sco", "la", "zxx", "und", "eo", "ia", "vo"})
"""What the detector may say of terse English: Pidgin, Scots, Latin, no language, made-up ones."""

ENGLISH = phrases(
    "the|and|of|with|are|this|that|that's|they|have|been|there|there's|you|your|from|my|our|"
    "their|would|should|could|very|need|needs|don't|dont|can't|cant|isn't|when|which|who|what|"
    "how|because|than|too|about|into|after|before|during|every|these|those|council|"
    "street|streets|people|road|roads|more|make|makes|being|were|will|just|only|like|get|"
    "getting|it's|i'm|i've|we're|not|but|out|off|around|always|never|nothing|where|over"
)
"""Words that mark a text as English: frequent there, rare or absent elsewhere."""

WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
MARKS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\[[^\]]{1,40}\]")


def language(text: str) -> str:
    """The ISO 639-1 code of the language of a text; "en" unless it is surely another.

    Text mostly in another script, or without words that mark English, is put to a detector trained
    on 130 languages; its verdict counts from `SURE` on, and from two words on in Latin letters.
    """
    bare = MARKS.sub(" ", text)
    words = [w.lower().replace("’", "'") for w in WORDS.findall(bare)]
    letters = [c for c in bare if c.isalpha()]
    if not letters:
        return "en"
    latin = sum(_is_latin(c) for c in letters) / len(letters)
    if latin > 0.5:
        if len(words) < 2:
            return "en"
        marked = sum(w in ENGLISH for w in words)
        if marked and (len(words) <= 12 or marked >= 0.08 * len(words)):
            return "en"
    code, sure = _detector().classify(bare.strip())
    if latin <= 0.5:
        return "und" if code in AS_ENGLISH else str(code)
    return str(code) if code not in AS_ENGLISH and sure >= SURE else "en"


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")


@cache
def _detector() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
