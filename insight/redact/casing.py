"""Gives names their capitals where a text has none to tell them by: "ask denise farquhar".

People type in small letters throughout, or shout. The rules for names, and the model, go by
capitals, so such a text is read as somebody would write it who uses them. A word of the lists that
is no English word gets one; a word that is in no list, or that English writes small, only where
what stands around it says that it is a name. Nothing of this is stored or shown.
"""

from __future__ import annotations

import re

from insight.redact.cues import INTRO, LAST, OPENERS, SIGN
from insight.redact.reading import Reading
from insight.redact.vocabulary import (
    CLOSERS,
    DOES,
    FUNCTION,
    MONTHS,
    NOT_TITLED,
    ONLY_WITH_A_CAPITAL,
    PARTICLES,
    PERSON_TITLES,
    PLACE_TYPES,
    PLACED,
    RELATIONS,
    SAYS,
    SHY,
    SOFT_TITLES,
    STREETS,
    TITLES,
    words,
)

_OWN = words("my our his her their your mum's dad's")
_RANKS = words("pc dc di ds wpc sgt insp rev revd")
_ASKED = words("contact ask told tell to with by thank thanks for and saw met about dear hi hello")
_OTHERWISE = words("ms di ds sr pan canon judge fr sra deacon pastor mayor haji hajji")
"""Titles that in small letters are more often something else."""

_NAMING = (TITLES | RELATIONS | SOFT_TITLES | CLOSERS | words("name is")) - _OTHERWISE
_CALLED = words("called named")
_AM = words("i'm im am")
_ANNOUNCE = _NAMING | TITLES | _CALLED | _RANKS | _ASKED | _AM | LAST[INTRO]
_PART = re.compile(r"(?:^|-)")
_NICKS = words("big mad fat lil skinny ginger crazy")
_VERBS = words("nick rob pierce gill jock viral rank")


def capitals(found: Reading) -> str:
    """The text with capitals on its names, of the same length; itself where it has its own."""
    text = found.text
    if found.shouted:
        text = "".join(c.lower() if c.isascii() else c for c in text)
    elif any(_meant(found, i) for i in range(found.n)):
        return text
    out = list(text)
    for at in _Capitals(found).places():
        out[at] = out[at].upper()
    return "".join(out)


def _meant(found: Reading, i: int) -> bool:
    """Whether a word has a capital that does not come from standing first, or from being short."""
    word, start = found.word[i], found.start[i]
    if not found.caps[i] or word.isupper() or word.startswith("I'"):
        return False
    before = found.text[max(0, start - 3) : start].rstrip(" '(")
    return bool(before) and before[-1] not in OPENERS and before[-1] not in "-("


class _Capitals:
    """Which words of a text without capitals should have one."""

    def __init__(self, found: Reading) -> None:
        self.found, self.lists, self.low, self.n = found, found.lists, found.low, found.n
        self.up = bytearray(self.n)

    def places(self) -> list[int]:
        """The places of the letters that want one: the first, and those after a hyphen."""
        for i in range(self.n):
            self.up[i] = self._listed(i)
        for i in range(self.n):
            self._paired(i)
            if not self.up[i] and self._announced(i):
                self._run(i)
            if i and self.up[i] and self.low[i - 1] in _NICKS and self.found.gap(i - 1) == " ":
                self.up[i - 1] = 1
        self._signed()
        for i in range(1, self.n):
            self.up[i] |= self._placed(i)
        return [
            self.found.start[i] + m.end()
            for i in range(self.n)
            if self.up[i]
            for m in _PART.finditer(self.found.word[i])
        ]

    def _barred(self, i: int) -> bool:
        """Whether the word is a thing, a place or a body, or holds a sentence together."""
        low, lists = self.low[i], self.lists
        return (
            low in lists.words
            or low in lists.stop
            or low in FUNCTION
            or low in PLACE_TYPES
            or low in MONTHS
            or low in TITLES
            or low in RELATIONS
        )

    def _in_lists(self, i: int) -> bool:
        return self.low[i] in self.lists.given or self.low[i] in self.lists.family

    def _family(self, i: int) -> bool:
        """Whether the word may be the family name after a given one, a word or not."""
        low, lists = self.low[i], self.lists
        if low not in lists.family or low in SAYS or low in FUNCTION or len(low) < 3:
            return False
        return low not in lists.english if low in lists.words else not self._barred(i)

    def _odd(self, i: int, *, after: bool = False) -> bool:
        """Whether English does not know the word; `after` a given name its forms may be known."""
        low, english = self.low[i], self.lists.english
        if len(low) < 3 or self._barred(i) or ("'" in low and not low.startswith("o'")):
            return False
        if not (self.found.shouted or self.found.word[i][1:].islower()):
            return False  # "thisStreet"
        parts = low.split("-")
        return not any(p in english or (not after and p.rstrip("s") in english) for p in parts)

    def _listed(self, i: int) -> bool:
        """Whether the word is a given name and nothing else."""
        low, lists = self.low[i], self.lists
        if "-" in low:  # "tracy-ann"
            parts = low.split("-")
            named = all(p in lists.given or p in lists.family for p in parts)
            return named and not self._barred(i) and any(p not in lists.english for p in parts)
        if low in lists.plain:
            return not self._barred(i)
        if len(low) < 4 or low not in lists.given or low in lists.english or self._barred(i):
            return False
        return low not in ONLY_WITH_A_CAPITAL and low not in lists.firsts

    def _paired(self, i: int) -> None:
        """E.g. "alfred winterbourne", "denise farquhar", "bob cratchley", "j. okonjo"."""
        low, lists = self.low[i], self.lists
        if i + 1 == self.n:
            return
        if len(low) == 1 and self.found.gap(i) in (". ", "."):
            self._initials(i)
        elif not self._may_begin(i):
            return
        elif self.found.gap(i) == " " and not self._barred(i) and low not in SHY:
            given = self.up[i] or (low in lists.given and low not in lists.english)
            k = i + 1
            while self.low[k] in PARTICLES and k < i + 3 and self.found.gap(k) == " ":
                k += 1  # "maria dos santos"
            both = (self.up[i] or low in lists.given) and self._family(k)
            both = both and (bool(given) or self.low[k] not in lists.english)
            last = self.low[k]
            word = self.up[i] and last in lists.family and self._goes_on(k)  # "kelly-ann foster,"
            word = word and last not in FUNCTION and last not in SAYS
            strange = last in lists.lone and last not in lists.english and self._odd(i)
            if both or word or strange:
                self.up[i] = self.up[k] = 1
            elif given and low not in _VERBS and self._odd(k, after=True):
                self.up[i : k + 1] = b"\x01" * (k + 1 - i)  # "youssef el amrani"
            elif low in lists.lone and low not in lists.english:
                self._family_first(i)

    def _may_begin(self, i: int) -> bool:
        """Whether word i, or the one after it, is in the lists: the cheap way out of most pairs."""
        low, lists = self.low[i], self.lists
        return (
            bool(self.up[i])
            or low in lists.given
            or low in lists.lone
            or self.low[i + 1] in lists.lone
            or self.low[i + 1] in PARTICLES
        )

    def _family_first(self, i: int) -> None:
        """E.g. "wong ka-wai", "nguyen thi lan"."""
        last = i
        while last + 1 < self.n and last < i + 2 and self.found.gap(last) == " ":
            parts = self.low[last + 1].split("-")
            if self._barred(last + 1) or not all(p in self.lists.given for p in parts):
                break
            last += 1
        if last > i:
            self.up[i : last + 1] = b"\x01" * (last + 1 - i)

    def _initials(self, i: int) -> None:
        k = i + 1
        if len(self.low[k]) == 1 and k + 1 < self.n and self.found.gap(k) in (". ", "."):
            k += 1
        start = self.found.start[i]
        inner = self.found.text[max(0, start - 1) : start] == "."
        if self._odd(k) and self.low[i] not in "ei" and not inner:  # "e.g.", "i.e."
            self.up[i : k + 1] = b"\x01" * (k + 1 - i)

    def _announced(self, i: int) -> bool:
        """Whether the words before say that word i is a name."""
        low, lists = self.low[i], self.lists
        if not i or self.low[i - 1] not in _ANNOUNCE or low in FUNCTION or low in lists.stop:
            return False
        before, gap, at = self.low[i - 1], self.found.gap(i - 1), self.found.start[i]
        if len(low) == 1 and before in _NAMING and self.found.gap(i) == " ":
            return self.low[i + 1] in lists.lone  # "mrs t okonkwo"
        given = low in lists.given and low not in lists.words and low not in SHY
        odd = self._odd(i) and not low.endswith("ing")
        if before in TITLES and gap in (" ", ". ", "."):
            told = odd and (before in PERSON_TITLES or before in _RANKS)
            told = told or (before not in _OTHERWISE and self._in_lists(i))
            return told and low not in NOT_TITLED and low not in RELATIONS
        if before in LAST[INTRO] and INTRO.search(self.found.text, max(0, at - 60), at):
            return given or odd
        if before in RELATIONS and gap == ", ":
            return odd and self._goes_on(i)
        if gap != " ":
            return False
        if before in _CALLED:
            return given or odd
        if before in RELATIONS or before in SOFT_TITLES:
            listed = self._in_lists(i) and low not in lists.english and len(low) > 3
            listed = listed and not self._barred(i)
            own = i > 1 and self.low[i - 2] in _OWN
            return listed or (odd and own and self._goes_on(i))
        if before in _ASKED:
            return odd and self.found.gap(i) == " " and self._odd(i + 1, after=True)
        if before in _AM:
            listed = low in lists.given and low not in lists.english and not self._barred(i)
            return (listed and self._goes_on(i)) or (odd and self.found.next_in(i, ("and", "from")))
        return False

    def _goes_on(self, i: int) -> bool:
        """Whether what stands after word i is what stands after a name."""
        if self.found.gap(i)[:1] in (",", ".", ")", "\n", "'"):
            return True
        return self.found.next_in(i, DOES) or self.found.next_in(i, ("and", "from"))

    def _run(self, i: int) -> None:
        """Raise word i and up to two more that go on the name."""
        self.up[i] = 1
        for k in range(i + 1, min(i + 3, self.n)):
            if self.found.gap(k - 1) != " " or not (self._family(k) or self._odd(k, after=True)):
                return
            self.up[k] = 1

    def _signed(self) -> None:
        r"""A name under a letter: "regards,\nignatius rowntree\nmanager"."""
        i = 0
        while i < self.n:
            last = i
            while last + 1 < self.n and last < i + 3 and self.found.gap(last) in (" ", ". ", "."):
                last += 1
            if self._signature(i, last):
                self.up[i : last + 1] = b"\x01" * (last + 1 - i)
                i = last
            i += 1

    def _signature(self, i: int, last: int) -> bool:
        end = self.found.end[last]
        if last + 1 < self.n:
            if self.found.text[end : end + 4].lstrip(" .,!x")[:1] != "\n":
                return False
        elif len(self.found.text) - end > 3:
            return False
        run = range(i, last + 1)
        named = [k for k in run if self._in_lists(k) and self.low[k] not in FUNCTION]
        if not all(k in named or self._odd(k) or len(self.low[k]) == 1 for k in run):
            return False
        if not any(self.low[k] in self.lists.given or self._odd(k) for k in run):
            return False
        at = self.found.start[i]
        line = self.found.text[max(0, at - 1) : at] == "\n" and not all(map(self._barred, named))
        return line or SIGN.search(self.found.text, max(0, at - 40), at) is not None

    def _placed(self, i: int) -> bool:
        """Whether the word makes the name before it that of a place: "in hannah close"."""
        if (
            not self.up[i - 1]
            or self.low[i] not in PLACE_TYPES - STREETS
            or self.found.gap(i - 1) != " "
        ):
            return False
        start = self.found.start[i - 1]
        door = self.found.text[max(0, start - 2) : start].rstrip(" ,")[-1:].isdigit()
        return door or (i > 1 and self.low[i - 2] in PLACED and self.found.gap(i - 2) == " ")
