"""Phrases of the codebook found in text, on spaCy lemmas or as patterns; which are negated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from insight.lean import without
from insight.patterns import Pattern, fold, is_pattern
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
        self._patterns = [Pattern(p) for p in owners if is_pattern(p)]
        worded = [p for p in owners if not is_pattern(p)]
        for phrase, doc in zip(worded, self._docs(map(fold, worded)), strict=True):
            self._matcher.add(phrase, [doc])

    def find(self, texts: Sequence[str]) -> Iterator[tuple[Hit, ...]]:
        """Yield the hits of each text, in order of place; the most words win within a theme."""
        folded = [fold(text) for text in texts]
        for text, doc in zip(folded, self._docs(folded), strict=True):
            kept: list[Hit] = []
            found = [*self._worded(doc), *self._patterned(text, doc)]
            for _, hit in sorted(found, key=lambda f: (f[1].theme, -f[0], f[1].start)):
                if not any(
                    hit.theme == k.theme and hit.start < k.end and k.start < hit.end for k in kept
                ):
                    kept.append(hit)
            yield tuple(sorted(kept, key=lambda h: (h.start, h.theme)))

    def _docs(self, folded: Iterable[str]) -> Iterator[Any]:
        return iter(self._nlp.pipe(map(_lower, folded)))

    def _worded(self, doc: Any) -> Iterator[tuple[int, Hit]]:
        """The phrases in a text, each with its number of words."""
        for match, start, end in self._matcher(doc):
            phrase = self._nlp.vocab.strings[match]
            span, negated = doc[_word_start(doc, start) : end], _negated(doc, start)
            for theme in self._owners[phrase]:
                yield end - start, Hit(theme, span.start_char, span.end_char, phrase, negated)

    def _patterned(self, text: str, doc: Any) -> Iterator[tuple[int, Hit]]:
        """The patterns in a text, each with the number of words that it touches."""
        for pattern in self._patterns:
            for start, end in pattern.find(text):
                touched = doc.char_span(start, end, alignment_mode="expand")
                negated = _negated(doc, touched.start)
                for theme in self._owners[pattern.phrase]:
                    yield len(touched), Hit(theme, start, end, pattern.phrase, negated)


def pipeline() -> Any:
    """A blank English spaCy pipeline whose norms are lookup lemmas (spacy-lookups-data).

    So a lemma is looked up once a word of the vocabulary, not once a token.
    """
    with without("torch"):
        import spacy
    from spacy.attrs import NORM
    from spacy.lookups import load_lookups

    nlp: Any = spacy.blank("en")
    lemmas = load_lookups("en", ["lemma_lookup"]).get_table("lemma_lookup")
    nlp.vocab.lex_attr_getters[NORM] = lambda word: lemmas.get(word, word)
    for known in nlp.vocab:
        known.norm_ = lemmas.get(known.text, known.text)
    return nlp


def _lower(text: str) -> str:
    """The text in lower case and of the same length, so that places stay."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)  # "İ" becomes two


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
