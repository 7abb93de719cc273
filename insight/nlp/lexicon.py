"""Phrases of the codebook found in text, on spaCy lemmas, each with whether it is negated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from insight.lean import without_torch
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
        self._nlp = pipeline()
        from spacy.matcher import PhraseMatcher  # behind pipeline(), which keeps torch away

        self._matcher = PhraseMatcher(self._nlp.vocab, attr="NORM")
        owners: dict[str, list[str]] = {}
        for theme in codebook.active:
            for phrase in theme.phrases:
                owners.setdefault(phrase, []).append(theme.key)
        self._owners = owners
        docs = list(self._nlp.pipe([p.translate(FOLD).lower() for p in owners]))
        for phrase, doc in zip(owners, docs, strict=True):
            self._matcher.add(phrase, [doc])

    def find(self, texts: Sequence[str]) -> Iterator[tuple[Hit, ...]]:
        """Yield the hits of each text, in order of place; the longest wins within a theme."""
        docs = self._nlp.pipe(text.translate(FOLD).lower() for text in texts)
        for text, doc in zip(texts, docs, strict=True):
            # Lower-casing may change a text's length ("İ"): its offsets would not be ours.
            yield tuple(self._hits(doc)) if len(text.lower()) == len(text) else ()

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
    """A blank English spaCy pipeline whose norms are lookup lemmas (spacy-lookups-data).

    So a lemma is looked up once a word of the vocabulary, not once a token.
    """
    with without_torch():
        import spacy
    from spacy.attrs import NORM
    from spacy.lookups import load_lookups

    nlp: Any = spacy.blank("en")
    lemmas = load_lookups("en", ["lemma_lookup"]).get_table("lemma_lookup")
    nlp.vocab.lex_attr_getters[NORM] = lambda word: lemmas.get(word, word)
    for known in nlp.vocab:
        known.norm_ = lemmas.get(known.text, known.text)
    return nlp


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
