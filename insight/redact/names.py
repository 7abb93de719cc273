"""Names of people: by title, introduction, relation, sign-off, and by lists of names in context.

A name inside the name of a street, park, school, pub or shop is not a person and stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from insight.redact.cues import (
    AFTER,
    APPOSED,
    ASK,
    CALLED,
    CALLING,
    CUES,
    DASHED,
    ENDING,
    FROM,
    I_AM,
    INTRO,
    KIN,
    KINDRED,
    LINE_END,
    LINE_START,
    MADE,
    NEAR_HOME,
    ON_A_ROAD,
    OPENERS,
    OWN,
    PERSON,
    RELATED,
    SIGN,
    TO,
    TOKEN,
)
from insight.redact.lists import Lists, load
from insight.redact.scan import MASK, Span
from insight.redact.vocabulary import (
    ABBREVIATED,
    CLOSERS,
    DOES,
    FUNCTION,
    HONORIFICS,
    MONTHS,
    NICKS,
    NOBLE,
    NOT_TITLED,
    PARTICLES,
    PERSONAL,
    PERSON_TITLES,
    PLACE_TYPES,
    PLACED,
    RELATIONS,
    SAYS,
    SHOPS,
    SHY,
    SINGLES,
    SOFT_TITLES,
    SPEAKS,
    STREETS,
    TITLES,
    TOWARDS,
    TRADES,
    words,
)

People = Callable[[str], list[Span]]
"""Takes a text, gives the spans of people in it: the seam for a language model."""


def find_names(text: str, people: People | None = None) -> list[Span]:
    """Return the spans of names in a matching copy, in order; what is masked is never one.

    `people` is asked about texts with a capitalised word that the rules leave in doubt; its spans
    count where the words around them agree.
    """
    lists = load()
    if people is None and not possible(TOKEN.findall(text), lists):
        return []
    found = _Reading(text, lists)
    for step in (found.places, found.titles, found.cues, found.tails, found.signatures):
        step()
    found.listed()
    if people is not None and any(found.doubtful(i, i) for i in range(found.n)):
        found.hinted(people(text))
    found.spread()
    return [s for s in found.spans() if MASK not in text[s[0] : s[1]]]


def possible(words: list[str], lists: Lists) -> bool:
    """Whether any of the words could be a name: the cheap way out of most texts."""
    low = (" ".join(words).lower() + " ").replace("'s ", " ").split()
    seen = set(low)
    if not (seen.isdisjoint(lists.plain) and seen.isdisjoint(lists.lone)):
        return True
    if not seen.isdisjoint(_ANNOUNCE):
        return True
    before = ""
    for word, w in zip(words, low, strict=False):
        if word[0] <= "Z" and w not in lists.stop:
            if w in lists.given or w in lists.family or "-" in w or w not in lists.english:
                return True
            if before in CUES and w not in lists.words and w not in FUNCTION:
                return True
        before = w
    return False


# --- one reading of one text ----------------------------------------------------------------------


class _Reading:
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
        shouted = self.n > 2 and sum(map(str.isupper, self.word)) > 0.7 * self.n
        self.caps = bytes(self.n) if shouted else bytes(w[0] <= "Z" for w in self.word)
        self.shouted = shouted

    # --- what is known of a word

    def gap(self, i: int) -> str:
        """What stands between word i and the next."""
        return self.text[self.end[i] : self.start[i + 1]] if i + 1 < self.n else "\n"

    def opens(self, i: int) -> bool:
        """Whether word i opens a sentence."""
        return i == 0 or not OPENERS.isdisjoint(self.text[self.end[i - 1] : self.start[i]])

    def given(self, i: int) -> bool:
        return self.low[i] in self.lists.given or self._hyphened(i, self.lists.given)

    def family(self, i: int) -> bool:
        return self.low[i] in self.lists.family or self._hyphened(i, self.lists.family)

    def _hyphened(self, i: int, names: frozenset[str]) -> bool:
        """E.g. "Vaughan-Pryce": capitals throughout, and one part is a name and no word."""
        if "-" not in self.word[i]:
            return False
        parts = self.word[i].split("-")
        if not all("A" <= p[0] <= "Z" for p in parts) or len(parts) > 3:
            return False
        lists = self.lists
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
        """An unknown word that is not even English: "Quillfeather", not "Undercroft"."""
        low = self.low[i]
        if len(low) < 3 or not self.unknown(i) or MADE.search(low):
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
        if not self.caps[i]:
            if low in PARTICLES:
                more = i + 1 < self.n and self.gap(i) == " " and self.caps[i + 1]
                return bool(more) and (self.given(i + 1) or self.family(i + 1))
            return (low in self.lists.plain or low in self.lists.family) and not self.common(i)
        if self.initial(i):
            if low == "i":
                return False
            inner = i + 1 < self.n and self.joined(i) and self.caps[i + 1]
            return bool(inner) or self.ends(i) or self.gap(i)[:1] == "-" or self.next_in(i, DOES)
        if self.given(i) or self.family(i):
            return not (self.common(i) and self.next_in(i, STREETS))
        return self.unknown(i) and not self.word[i].isupper()

    # --- what is not a person

    def places(self) -> None:
        """Block the words that belong to a place, a body, a phrase or a noble's pub."""
        phrases = self.lists.phrases
        for i, low in enumerate(self.low):
            if low in phrases:
                for phrase in phrases[low]:
                    if tuple(self.low[i : i + len(phrase)]) == phrase:
                        self.blocked[i : i + len(phrase)] = b"\x01" * len(phrase)
            if low in PLACE_TYPES and i and (self.caps[i] or self.shouted or low in STREETS):
                self._place(i)
            noble = low in NOBLE and (self.caps[i] or low == "prophet")
            if noble and i + 1 < self.n and self.gap(i) in (" ", ". ", "."):
                self.blocked[i + 1] = 1
                if low == "prophet" and i + 2 < self.n and self.caps[i + 2]:
                    self.blocked[i + 2] = 1
            if i and low in SHOPS and self.text[self.end[i - 1] : self.start[i]].lower() == "'s ":
                self.blocked[i - 1] |= not (i > 1 and self.low[i - 2] in TITLES)
            if i and low in TRADES and self.caps[i] and self.gap(i - 1) in (" & ", " and "):
                self.blocked[i - 1] = 1

    def _place(self, i: int) -> None:
        """Block what stands before the word for a kind of place: "Grace Road", "Nathan's Café"."""
        k = i - 1
        while k >= max(0, i - 4) and self.gap(k).lower() in (" ", "'s "):
            titled = k > 0 and self.low[k - 1] in TITLES
            if self.low[k] in TITLES or (titled and self.low[i] not in STREETS):
                return
            if not self.caps[k]:
                lower = k == i - 1 and not self.caps[i] and self.low[k] not in RELATIONS
                self.blocked[k] |= (lower or self.shouted) and self.low[k] not in FUNCTION
                return
            self.blocked[k] = 1
            k -= 1

    # --- who is a person

    def titles(self) -> None:
        """E.g. "Mr Khan", "PCSOs Bashir and Whyte", "Auntie Rina", "Rahman bhai"."""
        for i, low in enumerate(self.low):
            if low in HONORIFICS and i and self.gap(i - 1) == " " and not self.blocked[i - 1]:
                known = self.given(i - 1) or self.family(i - 1)
                if (known and not self.barred(i - 1)) or self.unknown(i - 1):
                    self.name[i - 1] = 1
            if i + 1 == self.n or not (low in TITLES or low in SOFT_TITLES or low in NICKS):
                continue
            dotted = self.gap(i) in (".", ". ") and low in ABBREVIATED
            if not dotted and self.gap(i) not in (" ", "\n", "  ", ": "):
                continue
            if low in ("pan", "sr", "ba", "di", "ds", "fr", "canon", "judge") and not self.caps[i]:
                continue
            k = i + 1
            while k < self.n and not self.name[k] and self._titled(i, k):
                k = self.take(k)
                if not (low[-1] == "s" and k + 1 < self.n and self.low[k] == "and"):
                    break
                k += 1

    def _titled(self, i: int, k: int) -> bool:
        """Whether word k is the name that the title i announces."""
        title, low = self.low[i], self.low[k]
        if self.blocked[k] or low in TITLES:
            return False
        strong = title in TITLES
        if low in PARTICLES and k + 1 < self.n and self.joined(k) and self.caps[k + 1]:
            return strong and not self.common(k + 1)
        if not self.caps[k]:
            if low in self.lists.stop or not (low in self.lists.given or low in self.lists.family):
                return False
            if title == "miss":
                return not self.common(k) and low not in self.lists.english
            if strong:
                return low not in FUNCTION and low not in ("sit", "on", "in")
            return low in self.lists.plain
        known = self.given(k) or self.family(k)
        if strong:
            if low in NOT_TITLED or low == "i":
                return False
            if title in ("miss", "mayor", "judge", "constable", "imam", "detective"):
                return self.given(k) or not self.common(k)
            if title in PERSON_TITLES and low not in self.lists.stop and low not in FUNCTION:
                return True
            return known or self.initial(k) or not self.common(k)
        if title in ("nana", "nan", "gran") and self.strange(k):
            return True
        if title in NICKS:
            return self.given(k) and not self.common(k) or low in self.lists.lone
        return (
            known and low not in self.lists.stop and not (self.common(k) and not self.given(k))
        ) or (
            self.unknown(k) and title not in ("nan", "nana", "gran", "teacher", "midwife", "elder")
        )

    def cues(self) -> None:
        """Names announced by the words before them."""
        handlers = {
            INTRO: self._introduced, I_AM: self._i_am, ASK: self._asked, TO: self._to,
            CALLED: self._called, RELATED: self._related, APPOSED: self._apposed,
        }  # fmt: skip
        for i in range(1, self.n):
            if self.blocked[i] or self.name[i]:
                continue
            patterns = CUES.get(self.low[i - 1])
            if not patterns or not (self.caps[i] or self.low[i] in self.lists.given):
                continue
            at = self.start[i]
            for pattern in patterns:
                m = pattern.search(self.text, max(0, at - 60), at)
                if m and handlers[pattern](i, m):
                    self.take(i)
                    break

    def _introduced(self, i: int, m: re.Match[str]) -> bool:
        low = self.low[i]
        if self.caps[i]:
            known = self.given(i) or self.family(i)
            return not self.barred(i) and low not in NOT_TITLED and (known or not self.common(i))
        return not self.common(i) or (m.group(1) is not None and low not in FUNCTION)

    def _i_am(self, i: int, m: re.Match[str]) -> bool:
        if not self.caps[i] or self.barred(i):
            return False
        first = m.group().lower().startswith(("i'm", "im", "i am", "i,", "i "))
        if self.given(i):
            return not self.common(i) or (first and self.ends(i))
        if not self.unknown(i):
            return False
        nxt = i + 1
        two = nxt < self.n and self.joined(i) and self.caps[nxt]
        if first and (self.ends(i) or two or self.next_in(i, ("and", "from", "by"))):
            return True
        return bool(two) and (self.given(nxt) or self.family(nxt)) and not self.common(nxt)

    def _asked(self, i: int, m: re.Match[str]) -> bool:
        if not self.caps[i]:
            return self.low[i] in self.lists.plain
        return not self.barred(i) and (self.given(i) or self.unknown(i))

    def _to(self, i: int, m: re.Match[str]) -> bool:
        if not self.caps[i] or self.barred(i) or self.low[i] in SHY:
            return False
        if self.likely(i) and not self.given(i):
            word = m.group().split()[0].lower()
            if word in ("told", "tell", "ask", "asked") or self.text.startswith(
                f" on {MASK}", self.end[i]
            ):
                return True
            if word in PERSONAL and self.strange(i):
                return True
            return word == "and" and self.low[i - 2 : i - 1] == ["me"]
        return self.given(i) and not (self.opens(i) and self.common(i))

    def _called(self, i: int, m: re.Match[str]) -> bool:
        if not self.caps[i]:
            return self.low[i] in self.lists.plain
        if self.low[i] in self.lists.stop or self.low[i] in TITLES:
            return False
        if self.given(i):
            return True
        at = m.start()
        return self.unknown(i) and bool(PERSON.search(self.text, max(0, at - 40), at))

    def _related(self, i: int, m: re.Match[str]) -> bool:
        if not self.caps[i]:
            return self.low[i] in self.lists.plain
        if self.barred(i) or self.low[i] in NOT_TITLED:
            return False
        if self.given(i) and self.low[i] not in SHY:
            return True
        if not self.unknown(i):
            return False
        own = (m.group(1) or "").lower() in OWN
        if not own and not self.likely(i):
            return False
        told = self.next_in(i, DOES) or (self.joined(i) and self.next_in(i + 1, DOES))
        return own or told or ("," in m.group() and self.ends(i))

    def _apposed(self, i: int, m: re.Match[str]) -> bool:
        return bool(self.caps[i]) and self.given(i) and not self.barred(i) and self.ends(i)

    def tails(self) -> None:
        """Names told by the words after them: "June next door", "Hope said", "Mhairi and I"."""
        for i in range(self.n):
            if self.blocked[i] or self.name[i]:
                continue
            if not self.given(i):
                if self.likely(i) and (
                    self.next_in(i, SPEAKS) or KIN.match(self.text, self.end[i])
                ):
                    self.take(i)
                elif self.strange(i) and self._acts(i):
                    self.take(i)
                elif self._bare_genitive(i):
                    self.name[i] = 1  # "Zaks mum"
                continue
            low = self.low[i]
            if low in MONTHS:
                told = bool(self.caps[i]) and bool(NEAR_HOME.match(self.text, self.end[i]))
            elif low in self.lists.stop or (low in FUNCTION and self.opens(i)):
                continue
            elif not self.caps[i]:
                told = not self.common(i) and bool(NEAR_HOME.match(self.text, self.end[i]))
            elif AFTER.match(self.text, self.end[i]):
                weak = self.common(i) and self.opens(i)
                told = not weak or bool(FROM.match(self.text, self.end[i]))
            else:
                told = self.common(i) and low not in SHY
                told = told and self.next_in(i, SAYS if self.opens(i) else DOES)
                told = told and not (
                    i and self.low[i - 1] in ("the", "a", "an", "of", "this", "that")
                )
            if told:
                self.take(i)

    def _bare_genitive(self, i: int) -> bool:
        """E.g. "Zaks mum", without the apostrophe."""
        low = self.low[i]
        return low[-1] == "s" and low[:-1] in self.lists.plain and self.next_in(i, KINDRED)

    def _acts(self, i: int) -> bool:
        """Whether a strange word is told for a person by what stands around it."""
        if i and self.gap(i - 1) == " " and self.low[i - 1] in PLACED:
            return False
        chat = self.text[self.end[i] : self.end[i] + 2] == ": " and DASHED.search(
            self.text, max(0, self.start[i] - 3), self.start[i]
        )
        if chat or self.next_in(i, SAYS) or self.next_in(i, ("who", "she", "he")):
            return True
        if i and self.gap(i - 1) == " " and self.low[i - 1] in SINGLES and not self.opens(i):
            return True
        return not self.opens(i) and AFTER.match(self.text, self.end[i]) is not None

    def signatures(self) -> None:
        """After "Regards," and the like, "- Dave H" at the end, a name as the last line."""
        text, size = self.text, len(self.text)
        for i in range(bisect_left(self.start, size - 140), self.n):
            if (
                self.blocked[i]
                or self.name[i]
                or self.low[i] in self.lists.stop
                or self.low[i] in MONTHS
            ):
                continue
            if i and self.low[i - 1] not in CLOSERS and self.gap(i - 1) in (" ", "'s "):
                continue
            at = self.start[i]
            last = i
            while last + 1 < self.n and last - i < 3 and self.joined(last) and self.caps[last + 1]:
                last += 1
            if size - self.end[last] >= 60 or not ENDING.match(text, self.end[last]):
                continue
            signed = SIGN.search(text, max(0, at - 40), at) is not None
            dashed = DASHED.search(text, max(0, at - 3), at) and not text[self.end[last] :].strip(
                " .!x\n"
            )
            alone = LINE_START.search(text, max(0, at - 5), at) and LINE_END.match(
                text, self.end[last]
            )
            if not (signed or dashed or alone):
                continue
            run = range(i, last + 1)
            if not self.caps[i]:
                told = not alone and self.given(i) and not self.common(i)
                last = i
            else:
                told = all(
                    not self.blocked[k]
                    and (self.given(k) or self.family(k) or self.unknown(k) or self.initial(k))
                    and (self.low[k] not in self.lists.stop or self.family(k))
                    for k in run
                )
                if not signed:
                    sure = [k for k in run if not self.common(k)]
                    two = len(run) > 1 and any(self.family(k) for k in sure)
                    under = i > 0 and any(self.strange(k) for k in sure)
                    short = len(run) == 2 and self.given(i) and self.initial(last)
                    told = told and (two or under or short or any(self.given(k) for k in sure))
                told = told and not all(self.initial(k) for k in run)
            if told:
                self.name[i : last + 1] = b"\x01" * (last + 1 - i)

    def listed(self) -> None:
        """Names by list: unambiguous ones by themselves, the others in pairs."""
        i = 0
        while i < self.n:
            if self.blocked[i] or self.name[i] or not self._stands(i):
                i += 1
            else:
                i = self.take(i)

    def _stands(self, i: int) -> bool:
        """Whether the lists alone make word i (the start of) a name."""
        low, lists = self.low[i], self.lists
        if not self.caps[i] and low not in lists.given:
            return False
        the = i > 0 and self.low[i - 1] in ("the", "a", "an") and self.gap(i - 1) == " "
        nxt = i + 1 if i + 1 < self.n and self.joined(i) and not self.blocked[i + 1] else -1
        if not self.caps[i]:
            pair = nxt >= 0 and self.low[nxt] in lists.family and not self.common(nxt)
            pair = pair and low not in lists.english and self.low[nxt] not in lists.english
            return (low in lists.plain and not the) or (pair and not self.common(i))
        if self.initial(i):
            return self._initials(i, nxt)
        if len(low) < 4 and self.word[i].isupper():
            return False
        proper = not self.common(i)
        pair = nxt >= 0 and bool(self.caps[nxt]) and not self.initial(nxt)
        if self.given(i) and proper:
            if the:
                return pair and (self.given(nxt) or self.family(nxt))
            return not ON_A_ROAD.search(self.text, max(0, self.start[i] - 24), self.start[i])
        if pair:
            known = (self.given(nxt) or self.family(nxt)) and not self.common(nxt)
            if self.given(i) and not (
                low in lists.stop or low in MONTHS or low in SHY or low in FUNCTION
            ):
                local = self.low[nxt] in lists.local and not self.opens(i)
                known = known or self.strange(nxt)
                return known or (local and low not in PLACE_TYPES)
            if the:
                return False
            if known and self.low[nxt] in lists.lone and self.unknown(i):
                return True
            placed = i > 0 and self.gap(i - 1) == " " and self.low[i - 1] in PLACED - TOWARDS
            if self.strange(i) and self.strange(nxt) and not placed:
                return not self.opens(i) or self.next_in(nxt, DOES) or self.ends(nxt)
        return (low in lists.lone or self._hyphened(i, lists.lone)) and proper and not the

    def _initials(self, i: int, nxt: int) -> bool:
        """E.g. "J. Abernathy", "S.K. Ahmed"; not "A Resident", "I Ahmed", "S. Side"."""
        k = nxt
        if k >= 0 and self.initial(k):
            k = k + 1 if k + 1 < self.n and self.joined(k) else -1
        if k < 0 or self.blocked[k] or not self.caps[k] or self.word[k].isupper():
            return False
        dotted = self.gap(i)[:1] == "."
        if self.word[i] == "I" or (self.word[i] == "A" and not dotted and self.opens(i)):
            return False
        if k == nxt + 1 and dotted and self.gap(nxt)[:1] == ".":
            return self.unknown(k) or self.family(k)
        if dotted and self.family(k) and self.low[k] not in self.lists.stop:
            return True
        if self.family(k) and not self.common(k):
            return self.word[i] not in "NSEW" or self.low[k] in self.lists.lone
        return dotted and self.word[i] not in "NSEW" and self.unknown(k)

    def hinted(self, hints: list[Span]) -> None:
        """Take what a model calls a person where the words before or after it agree.

        A general model takes places, lists and opening words for people; its word alone is not
        enough.
        """
        for start, end in hints:
            i = bisect_left(self.start, start)
            last = bisect_left(self.start, end) - 1
            if i <= last < i + 4 and self.doubtful(i, last):
                self.name[i : last + 1] = b"\x01" * (last + 1 - i)

    def doubtful(self, i: int, last: int) -> bool:
        """Whether words i to last are no name yet, but might be where they stand."""
        for k in range(i, last + 1):
            if self.name[k] or self.blocked[k] or not self.caps[k] or self.low[k] in SOFT_TITLES:
                return False
            known = (self.given(k) or self.family(k)) and not self.common(k)
            if self.barred(k) or not (known or self.unknown(k)):
                return False
        if self.next_in(last, DOES):
            return True
        return not self.opens(i) and self.gap(i - 1) == " " and self.low[i - 1] not in PLACED

    def spread(self) -> None:
        """A name found once is a name each time; so is one joined to it by "and" or a comma."""
        if not any(self.name):
            return
        known = {self.low[i] for i in range(self.n) if self.name[i] and len(self.low[i]) > 2}
        known -= self.lists.stop | MONTHS | FUNCTION
        for i in range(self.n):
            if self.low[i] in known and not self.name[i] and not self.blocked[i]:
                self.name[i] = bool(self.caps[i]) or not self.common(i)
        for i in range(1, self.n - 1):
            before, after = self.gap(i - 1), self.gap(i)
            if self.low[i] in ("and", "or") and before == after == " ":
                if self.name[i - 1] and self._beside(i + 1):
                    self.take(i + 1)
                elif self.name[i + 1] and self._beside(i - 1) and self.given(i - 1):
                    self.name[i - 1] = 1
            listing = after[:1] == "," or self.next_in(i, ("and", "or"))
            if (
                self.name[i - 1]
                and before == ", "
                and listing
                and self.given(i)
                and self._beside(i)
            ):
                self.take(i)
            nick = self.name[i] and self.low[i - 1] in NICKS and self.caps[i - 1] and before == " "
            if nick:  # "Old Pete", "Big Col"
                self.name[i - 1] = 1
            quoted = before in (' "', " '") and after in ('" ', "' ")
            if self.name[i - 1] and quoted and self.caps[i] and self.caps[i + 1]:
                self.name[i] = self.name[i + 1] = 1  # Curtis "Boots" Delaney

    def _beside(self, i: int) -> bool:
        """Whether word i may be a name because one stands beside it."""
        if self.name[i] or self.blocked[i] or not self.caps[i] or self.barred(i):
            return False
        return self.given(i) or self.strange(i) or (self.family(i) and self.ends(i))

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


_ANNOUNCE = (
    (TITLES | SOFT_TITLES | HONORIFICS)
    - words("sister brother father nurse officer sir nan gran pan mayor judge teacher coach")
) | words(
    """
    name names named called regards sincerely faithfully signed caller surname customer fao attn
    door upstairs downstairs
    """
)
