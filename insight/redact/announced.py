"""Names told by the words around them: title, introduction, relation, deed, signature."""

from __future__ import annotations

import re
from bisect import bisect_left

from insight.redact.cues import (
    AFTER,
    AGED,
    APPOSED,
    ASK,
    BUSY,
    CALLED,
    CUES,
    DASHED,
    ENDING,
    FROM,
    I_AM,
    INTRO,
    ITS_PERSON,
    KIN,
    KINDRED,
    LINE_END,
    LINE_START,
    NEAR_HOME,
    OUR_PERSON,
    OWN,
    PERSON,
    RELATED,
    SAID_OF,
    SIGN,
    SOMEBODY,
    TO,
    WHO_OR_WHERE,
)
from insight.redact.reading import Reading
from insight.redact.scan import MASK
from insight.redact.vocabulary import (
    ABBREVIATED,
    CLOSERS,
    DOES,
    FUNCTION,
    HONORIFICS,
    MONTHS,
    NICKS,
    NOT_TITLED,
    OFFICES,
    PARTICLES,
    PERSON_TITLES,
    PERSONAL,
    PLACE_TYPES,
    PLACED,
    SAYS,
    SHY,
    SINGLES,
    SOFT_TITLES,
    SPEAKS,
    TITLES,
)


def titles(found: Reading) -> None:
    """E.g. "Mr Khan", "PCSOs Bashir and Whyte", "Auntie Rina", "Rahman bhai"."""
    for i, low in enumerate(found.low):
        if low in HONORIFICS and i and found.gap(i - 1) == " " and not found.blocked[i - 1]:
            known = found.given(i - 1) or found.family(i - 1)
            if (known and not found.barred(i - 1)) or found.unknown(i - 1):
                found.name[i - 1] = 1
        if i + 1 == found.n or not (low in TITLES or low in SOFT_TITLES or low in NICKS):
            continue
        dotted = found.gap(i) in (".", ". ") and low in ABBREVIATED
        if not dotted and found.gap(i) not in (" ", "\n", "  ", ": "):
            continue
        if low in ("pan", "sr", "ba", "di", "ds", "fr", "canon", "judge") and not found.caps[i]:
            continue
        k = i + 1
        if found.gap(i) == "\n" and found.gap(k).startswith(":"):
            continue  # the next field of a form: "Title: Mrs", then "Address: ..."
        while k < found.n and not found.name[k] and _titled(found, i, k):
            found.name[i] |= low == "nana"  # a name itself: "Nana Yaw"
            k = found.take(k)
            if not (low[-1] == "s" and k + 1 < found.n and found.low[k] == "and"):
                break
            k += 1


def _titled(found: Reading, i: int, k: int) -> bool:
    """Whether word k is the name that the title i announces."""
    title, low = found.low[i], found.low[k]
    if found.blocked[k] or low in TITLES:
        return False
    strong = title in TITLES
    if low in PARTICLES and k + 1 < found.n and found.joined(k) and found.caps[k + 1]:
        return (strong or bool(found.caps[k])) and not found.common(k + 1)
    odd = len(low) > 4 and low not in found.lists.english and low not in NOT_TITLED
    if (
        odd
        and not found.common(k)
        and title in PERSON_TITLES
        and found.gap(i) == " "
        and "'" not in low
    ):
        return True
    if not found.caps[k]:
        if low in found.lists.stop or not (low in found.lists.given or low in found.lists.family):
            return False
        if title == "miss":
            return not found.common(k) and low not in found.lists.english
        if strong:
            return low not in FUNCTION and low not in ("sit", "on", "in")
        return low in found.lists.plain
    known = found.given(k) or found.family(k)
    if strong:
        if low in NOT_TITLED or low == "i":
            return False
        if title in ("miss", "mayor", "judge", "imam", "detective"):
            return found.given(k) or not found.common(k)
        if title in PERSON_TITLES and low not in found.lists.stop and low not in FUNCTION:
            return True
        return known or found.initial(k) or not found.common(k)
    if title in ("nana", "nan", "gran") and found.strange(k):
        return True
    thing = low in found.lists.stop or low in PLACE_TYPES
    if title in ("big", "little") and found.caps[i] and found.next_in(k, BUSY) and not thing:
        found.name[i] = 1
        return True
    if title in NICKS:
        return (found.given(k) and not found.common(k)) or low in found.lists.lone
    return (
        known and low not in found.lists.stop and not (found.common(k) and not found.given(k))
    ) or (found.unknown(k) and title not in ("nan", "nana", "gran", "teacher", "midwife", "elder"))


def cues(found: Reading) -> None:
    """Names announced by the words before them."""
    for i in range(1, found.n):
        if found.blocked[i] or found.name[i]:
            continue
        patterns = CUES.get(found.low[i - 1])
        if not patterns or not (found.caps[i] or found.low[i] in found.lists.given):
            continue
        at = found.start[i]
        for pattern in patterns:
            m = pattern.search(found.text, max(0, at - 60), at)
            if m and _HANDLERS[pattern](found, i, m):
                found.take(i)
                break


def _introduced(found: Reading, i: int, m: re.Match[str]) -> bool:
    low = found.low[i]
    if found.caps[i]:
        known = found.given(i) or found.family(i)
        known = known or (not found.common(i) and (bool(m.group(1)) or found.strange(i)))
        return not found.barred(i) and low not in NOT_TITLED and known
    return not found.common(i) or (m.group(1) is not None and low not in FUNCTION)


def _i_am(found: Reading, i: int, m: re.Match[str]) -> bool:
    if not found.caps[i]:
        low, lists = found.low[i], found.lists
        return low in lists.given and low not in lists.english and low not in lists.words
    if found.barred(i):
        return False
    first = m.group().lower().startswith(("i'm", "im", "i am", "i,", "i "))
    if found.given(i):
        return not found.common(i) or (first and found.ends(i))
    if not found.unknown(i):
        return False
    nxt = i + 1
    two = nxt < found.n and found.joined(i) and found.caps[nxt]
    alone = found.ends(i) or found.next_in(i, ("and", "from", "by"))
    if first and (two or (alone and found.low[i] not in found.lists.english)):
        return True
    return bool(two) and (found.given(nxt) or found.family(nxt)) and not found.common(nxt)


def _asked(found: Reading, i: int, m: re.Match[str]) -> bool:
    if not found.caps[i]:
        return found.low[i] in found.lists.plain
    if found.low[i - 1] == "dear" and found.next_in(i, OFFICES):
        return False  # "Dear Adult Services"
    unknown = found.strange(i) if found.low[i - 1] == "of" else found.unknown(i)
    return not found.barred(i) and (found.given(i) or unknown)


def _to(found: Reading, i: int, m: re.Match[str]) -> bool:
    if not found.caps[i] or found.barred(i) or found.low[i] in SHY:
        return False
    if found.likely(i) and not found.given(i):
        word = m.group().split()[0].lower()
        asked = word in ("told", "tell", "ask", "asked") and found.low[i] not in found.lists.english
        if asked or found.text.startswith(f" on {MASK}", found.end[i]):
            return True
        if word in PERSONAL and found.strange(i):
            return True
        return word == "and" and found.low[i - 2 : i - 1] == ["me"]
    return found.given(i) and not (found.opens(i) and found.common(i))


def _called(found: Reading, i: int, m: re.Match[str]) -> bool:
    if not found.caps[i]:
        return found.low[i] in found.lists.plain
    if found.low[i] in found.lists.stop or found.low[i] in TITLES:
        return False
    at = m.start()
    quoted = found.text[found.start[i] - 1] in "\"'" and found.gap(i)[:1] in "\"'"
    if found.given(i) or (quoted and SAID_OF.match(m.group())):
        return True
    if found.strange(i) and found.text[max(0, at - 4) : at].lower().endswith(
        ("was ", "is ", "'s ")
    ):
        return True
    told = found.unknown(i) or (found.family(i) and found.ends(i))
    return told and bool(PERSON.search(found.text, max(0, at - 60), at))


def _related(found: Reading, i: int, m: re.Match[str]) -> bool:
    low, own = found.low[i], (m.group(1) or "").lower() in OWN
    if not found.caps[i]:
        odd = len(low) > 3 and "'" not in low and low not in found.lists.english
        odd = odd and own and not found.common(i) and found.next_in(i, DOES | {"does"})
        return low in found.lists.plain or odd
    if found.barred(i) or low in NOT_TITLED:
        return low in found.lists.family and own and found.ends(i)
    if found.given(i) and low not in SHY:
        return True
    if own and low not in FUNCTION and low not in SOFT_TITLES and not found.word[i].isupper():
        return True
    if not found.unknown(i):
        return False
    if not own and not (found.likely(i) or found.strange(i)):
        return False
    told = found.next_in(i, DOES) or (found.joined(i) and found.next_in(i + 1, DOES))
    return own or told or found.strange(i) or ("," in m.group() and found.ends(i))


def _apposed(found: Reading, i: int, m: re.Match[str]) -> bool:
    return bool(found.caps[i]) and found.given(i) and not found.barred(i) and found.ends(i)


def tails(found: Reading) -> None:
    """Names told by the words after them: "June next door", "Hope said", "Mhairi and I"."""
    for i in range(found.n):
        if found.blocked[i] or found.name[i]:
            continue
        if not found.given(i):
            if (
                found.likely(i)
                and (found.next_in(i, SPEAKS) or KIN.match(found.text, found.end[i]))
            ) or (found.strange(i) and _acts(found, i)):
                found.take(i)
            elif _bare_genitive(found, i) or _household(found, i):
                found.name[i] = 1  # "Zaks mum"
            continue
        low = found.low[i]
        if _both_words(found, i):
            found.name[i] = found.name[i + 1] = 1
            continue
        if low in MONTHS:
            told = bool(found.caps[i]) and bool(NEAR_HOME.match(found.text, found.end[i]))
        elif low in found.lists.stop or (low in FUNCTION and found.opens(i)):
            continue
        elif not found.caps[i]:
            told = not found.common(i) and bool(NEAR_HOME.match(found.text, found.end[i]))
        elif AFTER.match(found.text, found.end[i]):
            weak = found.common(i) and found.opens(i)
            told = not weak or bool(FROM.match(found.text, found.end[i]))
        elif found.common(i) and low not in SHY and _told_after(found, i):
            told = True
        else:
            told = found.common(i) and low not in SHY
            told = told and found.next_in(i, SAYS if found.opens(i) else DOES)
            told = told and not (i and found.low[i - 1] in ("the", "a", "an", "of", "this", "that"))
        if told:
            found.take(i)


def _both_words(found: Reading, i: int) -> bool:
    """E.g. "Dawn Carter said": a given and a family name that are words, told by what they do."""
    k = i + 1
    if k >= found.n or not (found.caps[i] and found.caps[k]) or found.gap(i) != " ":
        return False
    if found.blocked[k] or not found.family(k) or found.barred(i) or found.barred(k):
        return False
    if found.low[i] in FUNCTION or found.low[i] in SHY or found.low[k] in PLACE_TYPES:
        return False
    return found.next_in(k, SPEAKS) or bool(WHO_OR_WHERE.match(found.text, found.end[k]))


def _told_after(found: Reading, i: int) -> bool:
    """E.g. "Hope, 9, was nearly hit", "Troy's mum", "Frost, our chair, resigned"."""
    text, end = found.text, found.end[i]
    return bool(AGED.match(text, end) or KIN.match(text, end) or OUR_PERSON.match(text, end))


def _household(found: Reading, i: int) -> bool:
    """E.g. "the Gallaghers moved in"."""
    low = found.low[i]
    if not found.caps[i] or low[-1] != "s" or not i or found.low[i - 1] != "the":
        return False
    return low[:-1] in found.lists.family and low not in found.lists.english | found.lists.stop


def _bare_genitive(found: Reading, i: int) -> bool:
    """E.g. "Zaks mum", without the apostrophe."""
    low = found.low[i]
    return low[-1] == "s" and low[:-1] in found.lists.plain and found.next_in(i, KINDRED)


def _acts(found: Reading, i: int) -> bool:
    """Whether a strange word is told for a person by what stands around it."""
    if i and found.gap(i - 1) == " " and found.low[i - 1] in PLACED:
        return False
    chat = found.text[found.end[i] : found.end[i] + 2] == ": " and DASHED.search(
        found.text, max(0, found.start[i] - 3), found.start[i]
    )
    between = found.gap(i - 1) == ", " and found.ends(i) if i else False
    if between and SOMEBODY.search(found.text, max(0, found.start[i] - 70), found.start[i] - 2):
        return True
    held = found.text[found.end[i] : found.end[i] + 3]
    if held in (f" ({MASK}", f", {MASK}"):  # "Mohid (@mohid)", "Ulrika, 07700 900123"
        return True
    if chat or found.next_in(i, SAYS) or found.next_in(i, ("who", "she", "he")):
        return True
    if AGED.match(found.text, found.end[i]) or ITS_PERSON.match(found.text, found.end[i]):
        return True
    if i and found.gap(i - 1) == " " and found.low[i - 1] in SINGLES and not found.opens(i):
        return True
    return not found.opens(i) and AFTER.match(found.text, found.end[i]) is not None


def signatures(found: Reading) -> None:
    """After "Regards," and the like, "- Dave H" at the end, a name as the last line."""
    text, size = found.text, len(found.text)
    for i in range(bisect_left(found.start, size - 140), found.n):
        if (
            found.blocked[i]
            or found.name[i]
            or found.low[i] in found.lists.stop
            or found.low[i] in MONTHS
        ):
            continue
        if i and found.low[i - 1] not in CLOSERS and found.gap(i - 1) in (" ", "'s "):
            continue
        at = found.start[i]
        last = i
        while last + 1 < found.n and last - i < 3 and found.joined(last) and found.caps[last + 1]:
            last += 1
        if size - found.end[last] >= 60 or not ENDING.match(text, found.end[last]):
            continue
        signed = SIGN.search(text, max(0, at - 40), at) is not None
        dashed = DASHED.search(text, max(0, at - 3), at) and not text[found.end[last] :].strip(
            " .!x\n"
        )
        headed = i == 0 and DASHED.search(text, max(0, at - 3), at) and found.ends(last)
        alone = headed or (
            LINE_START.search(text, max(0, at - 5), at) and LINE_END.match(text, found.end[last])
        )
        if not (signed or dashed or alone):
            continue
        run = range(i, last + 1)
        if not found.caps[i]:
            told = not alone and found.given(i) and not found.common(i)
            last = i
        else:
            told = all(
                not found.blocked[k]
                and (found.given(k) or found.family(k) or found.unknown(k) or found.initial(k))
                and (found.low[k] not in found.lists.stop or found.family(k))
                for k in run
            )
            if not signed:
                sure = [k for k in run if not found.common(k)]
                two = len(run) > 1 and any(found.family(k) for k in sure)
                under = (headed or i > 0) and any(found.strange(k) for k in sure)
                short = len(run) == 2 and found.given(i) and found.initial(last)
                told = told and (two or under or short or any(found.given(k) for k in sure))
            article = found.word[i] == "A" and found.gap(i) == " "
            told = told and not article and not all(found.initial(k) for k in run)
        if told:
            found.name[i : last + 1] = b"\x01" * (last + 1 - i)


_HANDLERS = {
    INTRO: _introduced, I_AM: _i_am, ASK: _asked, TO: _to,
    CALLED: _called, RELATED: _related, APPOSED: _apposed,
}  # fmt: skip
