"""What a sentence says of how things used to be: praise of the past is a complaint about today."""

from __future__ import annotations

import re

from insight.nlp.tone import TURN, valence

MANY = re.compile(r"[.!?;…]\W*\s\w")
"""More than one sentence: then the others may say how it is now."""
NOW = re.compile(
    TURN.pattern + r"|\b(?:now|nowadays|these days|today|since|until|till?|thankfully)\b",
    re.IGNORECASE,
)
"""Behind these words a sentence says how it is now."""
STILL = re.compile(r"\bstill\b", re.IGNORECASE)

COMPARED = re.compile(
    r"(?:\bnot|n['’]t|\bnever|\bnowhere near|\bnothing like|\bhardly|\bless)\s"
    r"(?:(?:quite|nearly|half|anywhere near|feel|feeling|be|been|being|look)\s){0,2}"
    r"(?:as\s|so\s)?(?P<what>[\w'’-]+(?:\s[\w'’-]+){0,3}?)\s(?:as|than)\s"
    r"(?:[\w'’]+\s){0,2}(?:used to|was|were|once|did|had been|has been|ever|before)\b",
    re.IGNORECASE,
)
"""What is less than it was: "not as safe as it used to be"."""
USED_TO = re.compile(
    r"(?<!\bget )(?<!\bgot )(?<!\bgetting )(?<!\bare )(?<!\bam )(?<!n't )(?<!n’t )"
    r"\bused to\b(?! (?:say|call|describe|it|this|that|the)\b)(?P<what>.*)",
    re.IGNORECASE | re.DOTALL,
)
BESIDE = re.compile(r"\b(?:who|that|which|what|than|like|as)(?:\s[\w'’]+){0,2}\s$", re.IGNORECASE)
"""Before "used to": there it only compares, or says who is meant."""
NO_MORE = re.compile(
    r"\bno longer\b(?P<what>.*)"
    r"|(?:\bnot|n['’]t)\s(?P<before>(?:[\w'’]+\s){1,4})any ?more\b",
    re.IGNORECASE | re.DOTALL,
)
ONCE = re.compile(
    r"\b(?:was|were|felt)\s(?P<what>(?:[\w'’-]+\s){1,6})once\b(?! (?:a|per|every|in)\b)\W*$"
    r"|\b(?:once (?:was|were|felt)|(?:was|were) once)\b(?P<behind>.*)"
    r"|\b(?:back in the day|in the old days|in the good old days)\b(?P<then>.*)",
    re.IGNORECASE | re.DOTALL,
)
CLUES = (
    *("used to", "no longer", "more", "once", "the day", "old days"),
    *("was", "were", "did", "been", "ever", "before"),
)
"""Without one of these nothing is said of the past that is found here; quick to look for."""
ASIDE = re.compile(
    r"[,;:(–—]|\b(?:because|due to|for fear|in case)\b|\band (?:I|we|it|they|you|there)\b",
    re.IGNORECASE,
)
"""Where what used to be ends, and something else is said of it."""


def gone(text: str) -> int | None:
    """What a sentence says of what is no more: -1 that it was good, 1 that it was bad.

    0 where the words for it are neither, None where nothing is said to be no more, or where what
    has come instead is another matter. "It used to be safe" holds only good words and is a
    complaint: the valence of what used to be (VADER) counts the other way round.
    """
    small = text.lower()
    if not any(clue in small for clue in CLUES):
        return None
    then, *now = NOW.split(text, maxsplit=1)
    past = None if MANY.search(then) else _gone(then)
    if past is None or not now:
        return past
    return None if MANY.search(now[0]) or STILL.search(text) or past * _sign(now[0]) < 0 else past


def _gone(text: str) -> int | None:
    if less := COMPARED.search(text):
        return -_sign(less["what"]) or None
    if (used := USED_TO.search(text)) and not BESIDE.search(text[: used.start()]):
        return _turned(used["what"])
    # What ends, or happened once, may be bad and no relief: "we no longer report thefts".
    if ended := NO_MORE.search(text):
        return -1 if _turned(ended["what"] or ended["before"]) == -1 else None
    if once := ONCE.search(text):
        past = _turned(once["what"] or once["behind"] or once["then"])
        return None if past == 1 else past
    return None


def _turned(what: str) -> int | None:
    """The valence of what is no more, turned round; None where praise of something else follows."""
    head, *rest = ASIDE.split(what, maxsplit=1)
    if rest and _sign(rest[0]) > 0:
        return None
    return -_sign(head)


def _sign(words: str) -> int:
    found = valence(words)
    return 1 if found >= 0.05 else -1 if found <= -0.05 else 0
