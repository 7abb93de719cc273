"""The words of one text: what is known of each, and which of them are marked as a name."""

from __future__ import annotations

from collections.abc import Iterator

from insight.redact.cues import CALLING, MADE, OPENERS, TOKEN
from insight.redact.lists import Lists
from insight.redact.scan import Span
from insight.redact.vocabulary import (
    DOES,
    FUNCTION,
    MONTHS,
    PARTICLES,
    PLACE_TYPES,
    RELATIONS,
    SAYS,
    STREETS,
    TITLES,
)

SHOUTED = 0.7
"""The share of words all in capitals above which capitals say nothing."""


class Reading:
    """The words of one text and which of them are names. Lives for one call."""

    def __init__(self, text: str, lists: Lists) -> None:
        self.text, self.lists = text, lists
        self.word: list[str] = []
        self.start: list[int] = []
        self.end: list[int] = []
        for m in TOKEN.finditer(text):
            word, (start, end) = m.group(), m.span()
            if word[-2:] in ("'s", "'S"):
                word, end = word[:-2], end - 2
            self.word.append(word)
            self.start.append(start)
            self.end.append(end)
        self.low = [w.lower() for w in self.word]
        self.n = len(self.word)
        self.name = bytearray(self.n)  # 1 where the word belongs to a name
        self.blocked = bytearray(self.n)  # 1 where it belongs to a place or a body
        self.caps = bytes(w[0] <= "Z" for w in self.word)
        self.shouted = self.n > 2 and sum(map(str.isupper, self.word)) > SHOUTED * self.n

    def gap(self, i: int) -> str:
        """What stands between word i and the next."""
        return self.text[self.end[i] : self.start[i + 1]] if i + 1 < self.n else "\n"

    def opens(self, i: int) -> bool:
        """Whether word i opens a sentence."""
        return i == 0 or not OPENERS.isdisjoint(self.text[self.end[i - 1] : self.start[i]])

    def given(self, i: int) -> bool:
        """Whether word i is in the lists as a given name."""
        return self.low[i] in self.lists.given or self._hyphened(i, self.lists.given)

    def family(self, i: int) -> bool:
        """Whether word i is in the lists as a family name."""
        return self.low[i] in self.lists.family or self._hyphened(i, self.lists.family)

    def _hyphened(self, i: int, names: frozenset[str]) -> bool:
        """E.g. "Vaughan-Pryce": capitals throughout, and one part is a name and no word."""
        if "-" not in self.word[i]:
            return False
        parts = self.word[i].split("-")
        if not all("A" <= p[0] <= "Z" for p in parts) or len(parts) > 3:
            return False
        lists = self.lists
        if names is lists.given and all(p.lower() in names for p in parts):
            return True  # "Jordan-Lee", though each is a word
        return any(
            p in names and p not in lists.words and p not in lists.firsts and p not in lists.stop
            for p in map(str.lower, parts)
        )

    def common(self, i: int) -> bool:
        """Whether the word is also a thing, a place or a body, so that it alone says nothing."""
        low, lists = self.low[i], self.lists
        if low in lists.words or low in lists.stop or low in PLACE_TYPES:
            return True
        return low in lists.firsts and (not self.caps[i] or self.opens(i))

    def unknown(self, i: int) -> bool:
        """A capitalised word in no list: a name, where the words around it say so."""
        word, low = self.word[i], self.low[i]
        return (
            bool(self.caps[i])
            and len(word) > 1
            and not (word.isupper() and len(word) < 6)
            and low not in TITLES
            and low not in RELATIONS
            and low not in FUNCTION
            and not low.endswith(("'m", "'ve", "'ll", "'d", "'t", "'re"))
            and not self.common(i)
        )

    def strange(self, i: int) -> bool:
        """An unknown word that is not even English: "Quillfeather", not "Handler"."""
        low = self.low[i]
        if len(low) < 3 or not self.unknown(i) or MADE.search(low):
            return False
        if "'" in low and not low.startswith("o'"):
            return False
        english = self.lists.english
        return not any(p in english or p.rstrip("s") in english for p in low.split("-"))

    def likely(self, i: int) -> bool:
        """An unknown word that does not look like a calling or a thing: no "Handler said"."""
        return self.unknown(i) and not CALLING.search(self.low[i])

    def barred(self, i: int) -> bool:
        """Whether the word is no name whatever announces it."""
        low = self.low[i]
        return low in self.lists.stop or low in MONTHS or low in TITLES

    def initial(self, i: int) -> bool:
        """A capital by itself: the "D" of "D Green"."""
        return len(self.word[i]) == 1 and bool(self.caps[i])

    def joined(self, i: int) -> bool:
        """Whether word i and the next may belong to one name."""
        gap = self.gap(i)
        return gap in (" ", "  ") or (gap in (".", ". ") and self.initial(i))

    def next_in(self, i: int, words: frozenset[str] | tuple[str, ...]) -> bool:
        """Whether the next word, after one space, is one of `words`."""
        return i + 1 < self.n and self.gap(i) == " " and self.low[i + 1] in words

    def ends(self, i: int) -> bool:
        """Whether the sentence or clause ends after word i."""
        return i + 1 == self.n or self.text[self.end[i]] in ',.!\n")();'

    def take(self, i: int) -> int:
        """Mark word i and up to three that continue the name; return the next index."""
        last = min(i + 4, self.n)
        self.name[i] = 1
        while i + 1 < last and self.joined(i) and self.follows(i + 1):
            i += 1
            self.name[i] = 1
        return i + 1

    def follows(self, i: int) -> bool:
        """Whether word i can continue a name."""
        low = self.low[i]
        if self.blocked[i] or low in MONTHS or low in SAYS:
            return False
        if low in PARTICLES and self._particle(i):
            return True
        if not self.caps[i]:
            return (low in self.lists.plain or low in self.lists.family) and not self.common(i)
        if self.initial(i):
            if low == "i":
                return False
            inner = i + 1 < self.n and self.joined(i) and self.caps[i + 1]
            return bool(inner) or self.ends(i) or self.gap(i)[:1] == "-" or self.next_in(i, DOES)
        if self.given(i) or self.family(i):
            return not (self.common(i) and self.next_in(i, STREETS))
        return self.unknown(i) and not self.word[i].isupper()

    def _particle(self, i: int) -> bool:
        """Whether particle i leads to a family name: "dos Santos", "van der Berg", "El Amrani"."""
        k = i
        while self.low[k] in PARTICLES and k < i + 2:
            if self.gap(k) != " " or k + 1 == self.n:
                return False
            k += 1
        if not self.caps[k] or self.blocked[k]:
            return False
        return self.given(k) or self.family(k) or self.strange(k)

    def spans(self) -> Iterator[Span]:
        """Join the marked words that stand together."""
        i = 0
        while i < self.n:
            if not self.name[i]:
                i += 1
                continue
            first = i
            while i + 1 < self.n and self.name[i + 1] and self.joined(i):
                i += 1
            yield self.start[first], self.end[i]
            i += 1
