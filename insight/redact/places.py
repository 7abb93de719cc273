"""Words that belong to a street, a park, a pub, a firm or a saint, and so to no person."""

from __future__ import annotations

from insight.redact.reading import Reading
from insight.redact.vocabulary import (
    FUNCTION,
    NOBLE,
    PLACE_TYPES,
    RELATIONS,
    SHOPS,
    STREETS,
    TITLES,
    TRADES,
)


def block_places(found: Reading) -> None:
    """Block the words that belong to a place, a body, a phrase or a noble's pub."""
    phrases = found.lists.phrases
    for i, low in enumerate(found.low):
        if low in phrases:
            for phrase in phrases[low]:
                if phrase[1:] == ("'s",):
                    found.blocked[i] |= found.text.startswith("'s", found.end[i])
                elif tuple(found.low[i : i + len(phrase)]) == phrase:
                    found.blocked[i : i + len(phrase)] = b"\x01" * len(phrase)
        if low in PLACE_TYPES and i and (found.caps[i] or low in STREETS):
            _place(found, i)
        noble = low in NOBLE and (found.caps[i] or low == "prophet")
        if noble and i + 1 < found.n and found.gap(i) in (" ", ". ", "."):
            found.blocked[i + 1] = 1
            if low == "prophet" and i + 2 < found.n and found.caps[i + 2]:
                found.blocked[i + 2] = 1
        if i and low in SHOPS and found.text[found.end[i - 1] : found.start[i]].lower() == "'s ":
            found.blocked[i - 1] |= not (i > 1 and found.low[i - 2] in TITLES)
        if i and low in TRADES and found.caps[i] and found.gap(i - 1) in (" & ", " and "):
            found.blocked[i - 1] = 1


def _place(found: Reading, i: int) -> None:
    """Block what stands before the word for a kind of place: "Grace Road", "Nathan's Café"."""
    k = i - 1
    while k >= max(0, i - 4) and found.gap(k).lower() in (" ", "'s "):
        titled = k > 0 and found.low[k - 1] in TITLES
        if found.low[k] in TITLES or (titled and found.low[i] not in STREETS):
            return
        if not found.caps[k]:
            lower = k == i - 1 and not found.caps[i] and found.low[k] not in RELATIONS
            found.blocked[k] |= lower and found.low[k] not in FUNCTION
            return
        found.blocked[k] = 1
        k -= 1
