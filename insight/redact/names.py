"""Names of people: announced by the words around them, known from a list, or beside another.

A name inside the name of a street, park, school, pub or shop is not a person and stays.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from insight.redact.announced import cues, signatures, tails, titles
from insight.redact.casing import capitals
from insight.redact.cues import CUES, ON_A_ROAD
from insight.redact.lists import Lists, load
from insight.redact.places import block_places
from insight.redact.reading import Reading
from insight.redact.scan import MASK, Span
from insight.redact.vocabulary import (
    DOES,
    FUNCTION,
    HONORIFICS,
    MONTHS,
    NICKS,
    PLACE_TYPES,
    PLACED,
    SHY,
    SOFT_TITLES,
    TITLES,
    TOWARDS,
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
    found = Reading(text, lists)
    written = capitals(found)
    if written != text:
        found = Reading(written, lists)
    if not possible(found.word, lists):
        return []
    for step in (block_places, titles, cues, tails, signatures, listed):
        step(found)
    if people is not None and any(doubtful(found, i, i) for i in range(found.n)):
        hinted(found, people(written))
    spread(found)
    return [s for s in found.spans() if MASK not in written[s[0] : s[1]]]


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


def listed(found: Reading) -> None:
    """Names by list: unambiguous ones by themselves, the others in pairs."""
    i = 0
    while i < found.n:
        if found.blocked[i] or found.name[i] or not _stands(found, i):
            i += 1
        else:
            i = found.take(i)


def _stands(found: Reading, i: int) -> bool:
    """Whether the lists alone make word i (the start of) a name."""
    low, lists = found.low[i], found.lists
    if not found.caps[i] and low not in lists.given:
        return False
    the = i > 0 and found.low[i - 1] in ("the", "a", "an") and found.gap(i - 1) == " "
    nxt = i + 1 if i + 1 < found.n and found.joined(i) and not found.blocked[i + 1] else -1
    if not found.caps[i]:
        pair = nxt >= 0 and found.low[nxt] in lists.family and not found.common(nxt)
        pair = pair and low not in lists.english and found.low[nxt] not in lists.english
        return (low in lists.plain and not the) or (pair and not found.common(i))
    if found.initial(i):
        return _initials(found, i, nxt)
    if len(low) < 4 and found.word[i].isupper():
        return False
    proper = not found.common(i)
    pair = nxt >= 0 and bool(found.caps[nxt]) and not found.initial(nxt)
    if found.given(i) and proper:
        if the:
            return pair and (found.given(nxt) or found.family(nxt))
        return not ON_A_ROAD.search(found.text, max(0, found.start[i] - 24), found.start[i])
    if pair:
        known = (found.given(nxt) or found.family(nxt)) and not found.common(nxt)
        if found.given(i) and not (
            low in lists.stop or low in MONTHS or low in SHY or low in FUNCTION
        ):
            local = found.low[nxt] in lists.local and not found.opens(i)
            known = known or found.strange(nxt)
            return known or (local and low not in PLACE_TYPES)
        if the:
            return False
        if known and found.low[nxt] in lists.lone and found.unknown(i):
            return True
        placed = i > 0 and found.gap(i - 1) == " " and found.low[i - 1] in PLACED - TOWARDS
        if found.strange(i) and found.strange(nxt) and not placed:
            return True
    return (low in lists.lone or found._hyphened(i, lists.lone)) and proper and not the


def _initials(found: Reading, i: int, nxt: int) -> bool:
    """E.g. "J. Abernathy", "S.K. Ahmed"; not "A Resident", "I Ahmed", "S. Side"."""
    k = nxt
    if k >= 0 and found.initial(k):
        k = k + 1 if k + 1 < found.n and found.joined(k) else -1
    if k < 0 or found.blocked[k] or not found.caps[k] or found.word[k].isupper():
        return False
    dotted = found.gap(i)[:1] == "."
    if found.word[i] == "I" or (found.word[i] == "A" and not dotted and found.opens(i)):
        return False
    if k == nxt + 1 and dotted and found.gap(nxt)[:1] == ".":
        return found.unknown(k) or found.family(k)
    if dotted and found.family(k) and found.low[k] not in found.lists.stop:
        return True
    if found.family(k) and not found.common(k):
        return found.word[i] not in "NSEW" or found.low[k] in found.lists.lone
    return dotted and found.word[i] not in "NSEW" and found.strange(k)


def hinted(found: Reading, hints: list[Span]) -> None:
    """Take what a model calls a person where the words before or after it agree.

    A general model takes places, lists and opening words for people; its word alone is not
    enough.
    """
    for start, end in hints:
        i = bisect_left(found.start, start)
        last = bisect_left(found.start, end) - 1
        if i <= last < i + 4 and doubtful(found, i, last):
            found.name[i : last + 1] = b"\x01" * (last + 1 - i)


def doubtful(found: Reading, i: int, last: int) -> bool:
    """Whether words i to last are no name yet, but might be where they stand.

    A word that English knows and no list has ("Landlords") is none, whatever a model says.
    """
    for k in range(i, last + 1):
        if found.name[k] or found.blocked[k] or not found.caps[k] or found.low[k] in SOFT_TITLES:
            return False
        known = (found.given(k) or found.family(k)) and not found.common(k)
        if found.barred(k) or not (known or found.strange(k)):
            return False
    if found.next_in(last, DOES):
        return True
    return not found.opens(i) and found.gap(i - 1) == " " and found.low[i - 1] not in PLACED


def spread(found: Reading) -> None:
    """A name found once is a name each time; so is one joined to it by "and" or a comma."""
    known = {found.low[i] for i in range(found.n) if found.name[i] and len(found.low[i]) > 2}
    known -= found.lists.stop | MONTHS | FUNCTION
    for i in range(found.n):
        if found.low[i] in known and not found.name[i] and not found.blocked[i]:
            found.name[i] = bool(found.caps[i]) or not found.common(i)
    for i in range(1, found.n):
        nick = found.low[i - 1] in NICKS and found.caps[i - 1] and found.gap(i - 1) == " "
        if nick and found.name[i]:  # "Old Pete", "Big Col"
            found.name[i - 1] = 1
    for i in range(1, found.n - 1):
        before, after = found.gap(i - 1), found.gap(i)
        if found.low[i] in ("and", "or") and before == after == " ":
            if _strangers(found, i):
                found.name[i - 1] = found.name[i + 1] = 1
            if found.name[i - 1] and _beside(found, i + 1):
                found.take(i + 1)
            elif found.name[i + 1] and _beside(found, i - 1) and found.given(i - 1):
                found.name[i - 1] = 1
        listing = after[:1] == "," or found.next_in(i, ("and", "or"))
        if (
            found.name[i - 1]
            and before == ", "
            and listing
            and found.given(i)
            and _beside(found, i)
        ):
            found.take(i)
        quoted = before in (' "', " '") and after in ('" ', "' ")
        if found.name[i - 1] and quoted and found.caps[i] and found.caps[i + 1]:
            found.name[i] = found.name[i + 1] = 1  # Curtis "Boots" Delaney


def _strangers(found: Reading, i: int) -> bool:
    """Whether word i joins two strange words that no place stands before: "Ilie and Nicoleta"."""
    if not (found.strange(i - 1) and found.strange(i + 1)) or found.low[i] != "and":
        return False
    if found.blocked[i - 1] or found.blocked[i + 1]:
        return False
    return i < 2 or found.gap(i - 2) != " " or found.low[i - 2] not in PLACED - TOWARDS


def _beside(found: Reading, i: int) -> bool:
    """Whether word i may be a name because one stands beside it."""
    if found.name[i] or found.blocked[i] or not found.caps[i] or found.barred(i):
        return False
    return found.given(i) or found.strange(i) or (found.family(i) and found.ends(i))


_ANNOUNCE = (
    (TITLES | SOFT_TITLES | HONORIFICS)
    - words("sister brother father nurse officer sir nan gran pan mayor judge teacher coach")
) | words(
    """
    name names named called regards sincerely faithfully signed caller surname customer fao attn
    door upstairs downstairs
    """
)
