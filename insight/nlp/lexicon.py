"""Phrases of the codebook found in text, on spaCy lemmas, each with whether it is negated."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from insight.types import Codebook

NEGATIONS = frozenset(
    [
        "no",
        "not",
        "n't",
        "never",
        "none",
        "nobody",
        "nothing",
        "without",
        "hardly",
        "barely",
        "rarely",
        "seldom",
        "neither",
        "nor",
        "cannot",
        "cant",
        "dont",
        "doesnt",
        "isnt",
        "arent",
        "wasnt",
        "havent",
        "hasnt",
        "stopped",
        "gone",
        "zero",
    ]
)
REACH = 4
"""How many words before a phrase a negation may stand."""

BREAKS = frozenset([".", ",", ";", ":", "!", "?", "but", "although", "though"])

WORD = re.compile(r"\w+")

FOLD = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "‑": "-", "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of a theme found at `[start, end)` of a text."""

    theme: str
    start: int
    end: int
    phrase: str
    negated: bool


class Lexicon:
    """Finds a codebook's phrases; build it once for a codebook."""

    def __init__(self, codebook: Codebook) -> None:
        from spacy.matcher import PhraseMatcher

        self._nlp = pipeline()
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="LEMMA")
        self._phrases: dict[str, dict[int, tuple[str, ...]]] = {}
        owners: dict[str, list[str]] = {}
        for theme in codebook.active:
            for phrase in theme.phrases:
                owners.setdefault(phrase, []).append(theme.key)
        self._owners = owners
        docs = list(self._nlp.pipe([p.translate(FOLD).lower() for p in owners]))
        for phrase, doc in zip(owners, docs, strict=True):
            self._matcher.add(phrase, [doc])
        # A text that holds no form of any phrase's longest word cannot match: spaCy is spared it.
        self._rarest = {max((t.lemma_ for t in doc), key=len) for doc in docs}
        self._lemma = self._nlp.get_pipe("lemmatizer").lookups.get_table("lemma_lookup")

    def find(self, texts: Sequence[str]) -> Iterator[tuple[Hit, ...]]:
        """Yield the hits of each text, in order of place; the longest wins within a theme."""
        folded = [text.translate(FOLD).lower() for text in texts]
        worth = [self._may_match(text) for text in folded]
        docs = self._nlp.pipe(text for text, yes in zip(folded, worth, strict=True) if yes)
        for text, yes in zip(texts, worth, strict=True):
            # Lower-casing may change a text's length ("İ"): its offsets would not be ours.
            hits = tuple(self._hits(next(docs))) if yes else ()
            yield hits if len(text.lower()) == len(text) else ()

    def _may_match(self, text: str) -> bool:
        lemma = self._lemma
        return any(lemma.get(word, word) in self._rarest for word in WORD.findall(text))

    def _hits(self, doc: Any) -> Iterator[Hit]:
        found = sorted(
            (
                (theme, start, end, self._nlp.vocab.strings[match])
                for match, start, end in self._matcher(doc)
                for theme in self._owners[self._nlp.vocab.strings[match]]
            ),
            key=lambda f: (f[0], f[1] - f[2], f[1]),
        )
        kept: list[tuple[str, int, int, str]] = []
        for hit in found:
            if not any(hit[0] == k[0] and hit[1] < k[2] and k[1] < hit[2] for k in kept):
                kept.append(hit)
        for theme, start, end, phrase in sorted(kept, key=lambda k: (k[1], k[0])):
            span = doc[_word_start(doc, start) : end]
            yield Hit(theme, span.start_char, span.end_char, phrase, _negated(doc, start))


def pipeline() -> Any:
    """A blank English spaCy pipeline with lookup lemmas (spacy-lookups-data).

    thinc, below spaCy, imports torch where it is installed, which takes seconds and serves layers
    that a tokenizer and a lookup table never use; it is kept out of sight for that one import.
    """
    with _without("torch"):
        import spacy
    nlp = spacy.blank("en")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.initialize()
    return nlp


@contextlib.contextmanager
def _without(module: str) -> Iterator[None]:
    if "spacy" in sys.modules or module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]


def _word_start(doc: Any, token: int) -> int:
    """The token where the word begins that this token is a part of ("do" of "do" + "n't")."""
    while (
        token
        and not doc[token - 1].whitespace_
        and doc[token - 1].text[-1].isalnum()
        and doc[token].text[0].isalnum()
    ):
        token -= 1
    return token


def _negated(doc: Any, start: int) -> bool:
    for token in reversed(doc[max(0, start - REACH) : start]):
        if token.text in BREAKS:
            return False
        if token.text in NEGATIONS:
            return True
    return False
