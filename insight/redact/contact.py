"""Ways to reach somebody: e-mail, links, handles, IP addresses, telephone numbers.

Telephone rules come from phonenumbers, offline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight.redact.scan import REFERENCE, Span, cue
from insight.redact.scan import groups as digit_groups
from insight.redact.vocabulary import NOT_HANDLES, words

# --- e-mail ---------------------------------------------------------------------------------------

_TLDS = (
    "com|co|uk|org|net|gov|edu|ac|nhs|sch|police|london|scot|wales|cymru|io|eu|ie|fr|de|es|pt|pl|"
    "ro|bg|lt|lv|ru|ua|tr|cn|hk|vn|bd|pk|in|lk|ng|gh|ke|za|so|et|jm|tt|br|ph|us|ca|au|nz|me|info|"
    "biz|app|dev|xyz|online|site|shop|tv|cc|live|example"
)  # fmt: skip
_PROVIDERS = (
    "gmail|googlemail|hotmail|outlook|yahoo|ymail|icloud|aol|live|msn|btinternet|virginmedia|"
    "talktalk|sky|ntlworld|tiscali|protonmail|proton|gmx|hey"
)
_EMAIL = re.compile(
    r"(?<![\w.+%'-])[\w.+%'&=~-]{1,80}+( ?)@( ?)((?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}"
    rf"|(?:{_PROVIDERS}))(?![\w@-])",
    re.I,
)
_SAID_AT = r"(?: ?[(\[{<] ?at ?[)\]}>] ?| at | ?@ ?)"
_SAID_DOT = r"(?: ?[(\[{<] ?dot ?[)\]}>] ?| dot |\.)"
_SPELT = re.compile(
    rf"(?<![\w.+'-])[\w+-]{{1,40}}(?:(?:{_SAID_DOT}| underscore | dash | hyphen "
    rf")[\w+-]{{1,40}}){{0,4}}{_SAID_AT}([\w-]{{1,40}})((?:{_SAID_DOT}[a-z]{{2,12}}){{1,4}})(?![\w@])",
    re.I,
)
_TLD_END = re.compile(rf"\b(?:{_TLDS})$", re.I)
_PROVIDER = re.compile(rf"(?:{_PROVIDERS})$", re.I)


def email(text: str) -> Iterator[Span]:
    """E-mail addresses, also "name at gmail dot com", "name (at) example (dot) org"."""
    if "@" in text:
        for m in _EMAIL.finditer(text):
            spaced = m.group(1) or m.group(2)
            if spaced and not _TLD_END.search(m.group(3)) and not _PROVIDER.search(m.group(3)):
                continue
            yield _trim(text, *m.span())
    low = text.lower()
    if (
        " dot" in low
        or "(dot" in low
        or "[dot" in low
        or "at)" in low
        or "at]" in low
        or (" at " in low and _PROVIDER_NEAR.search(low))
    ):
        for m in _SPELT.finditer(text):
            tail = m.group(2).lower()
            bracketed = re.search(r"[(\[{<] ?at", m.group(), re.I)
            said = "dot" in tail or bracketed or "@" in m.group()
            if _TLD_END.search(tail.rstrip(")]}> ")) and (said or _PROVIDER.search(m.group(1))):
                yield m.span()


_PROVIDER_NEAR = re.compile(rf" at (?:{_PROVIDERS})\b")


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in "'.-&=~":
        start += 1
    while end > start and text[end - 1] in "'.-":
        end -= 1
    return start, end


# --- web links ------------------------------------------------------------------------------------

_REST = r"[^\s\x00<>\"|]"
_URL = re.compile(
    rf"(?<![\w@])(?:(?:https?|hxxps?|ftp)(?::|\[:\])//|www\.){_REST}{{1,2000}}"
    r"|(?<![\w@.-])((?:[a-z0-9][a-z0-9-]{0,62}(?:\.|\[\.\])){1,8})([a-z]{2,12})(?![\w@-]|\.\w)"
    rf"(?::\d{{2,5}})?([/?#]{_REST}{{0,2000}})?",
    re.I,
)
_SAFE_TLD = words("com net org uk eu io london app dev biz xyz co fr pl ro gov example")
_PATH_TLD = words("ie tv bg lt ng me ly gl be it is to so in info us ca cc ai gg st page link site")


_DOTTED = re.compile(r"\w\.\]?[A-Za-z]|://")


def url(text: str) -> Iterator[Span]:
    """Web addresses, with or without a scheme; bare ones only under a known ending."""
    if not _DOTTED.search(text):
        return
    for m in _URL.finditer(text):
        start, end = m.span()
        if m.group(2):
            ending, path = m.group(2), m.group(3)
            known = ending.lower() in _SAFE_TLD and (ending.islower() or m.group().isupper())
            if not known and not (path and path[0] == "/" and ending.lower() in _PATH_TLD):
                continue
            if m.group(1).lower() in ("e.", "i.", "a.", "p.") and not path:
                continue
        while end > start and text[end - 1] in ".,;:!?'\"*_~":
            end -= 1
        while end > start and text[end - 1] in ")]}":
            opening = "([{"[")]}".index(text[end - 1])]
            if text.count(opening, start, end) >= text.count(text[end - 1], start, end):
                break
            end -= 1
            while end > start and text[end - 1] in ".,;:!?":
                end -= 1
        if end - start > 4:
            yield start, end


_HANDLE = re.compile(r"(?<![\w@.&=/+-])@([A-Za-z_][\w.]{1,29})(?![\w@])")
_NETWORK = (
    r"(?:insta(?:gram)?|ig|snap(?:chat)?|tik ?tok|twitter|telegram|discord|wechat|tumblr|facebook|"
    r"fb|kik|yt)"
)
_NETWORK_HINTS = (
    "insta", "snap", "tiktok", "tik tok", "twitter", "telegram", "discord", "wechat", "tumblr",
    "facebook", "ig ", "ig:", "fb", "yt ", "kik", "u/", "user", "screen name", "gamer",
)  # fmt: skip
_NAMED_HANDLE = re.compile(
    rf"\b{_NETWORK}(?: (?:handle|name|account|id|user(?:name)?|tag|page))?"
    r"(?: ?[:=-] ?| is | as | at | under | i'?m | )@?([A-Za-z0-9][\w.]{2,29})(?![\w@])",
    re.I,
)
_USER = re.compile(r"(?<![\w/])/?u/([\w-]{3,24})|\b(?:user ?name|screen name|gamer ?tag) ?"
                   r"(?:is|:|=) ?([\w.-]{3,30})", re.I)  # fmt: skip


def handle(text: str) -> Iterator[Span]:
    """Social handles: "@name", and "insta: name_12" where the word looks like an account."""
    if "@" in text:
        for m in _HANDLE.finditer(text):
            if m.group(1).lower().rstrip(".") not in NOT_HANDLES:
                yield m.start(), m.start() + len(m.group().rstrip("."))
    low = text.lower()
    if not any(hint in low for hint in _NETWORK_HINTS):
        return
    for m in _NAMED_HANDLE.finditer(text):
        word = m.group(1).rstrip(".")
        if re.search(r"[_\d]|\w\.\w", word) and re.search(r"[A-Za-z]", word):
            if re.fullmatch(r"\d+\w{0,2}|\w{1,3}\d|.*\.(?:com|co|uk|org|net).*", word, re.I):
                continue
            yield m.start(1), m.start(1) + len(word)
    for m in _USER.finditer(text):
        yield m.start(m.lastindex or 0), m.end(m.lastindex or 0)


# --- IP addresses ---------------------------------------------------------------------------------

_IP4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\d)")
_IP6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f:]{6,45}(?![\w:])")
_VERSION = re.compile(
    r"\b(?:v|ver|version|firmware|release|build|section|para(?:graph)?|clause|table|page|item|"
    r"appendix|update[ds]?|upgrade[ds]?)\b|\d\.\d+\.\d+\b", re.I,
)  # fmt: skip
_IP_CUE = re.compile(r"\bip(?:v[46])?\b", re.I)


def ip(text: str) -> Iterator[Span]:
    """IPv4 and IPv6 addresses; not version or section numbers."""
    import ipaddress

    def real(candidate: str) -> bool:
        try:
            ipaddress.ip_address(candidate)
        except ValueError:
            return False
        return True

    if text.count(".") >= 3:
        for m in _IP4.finditer(text):
            parts = [int(p) for p in m.group().split(".")]
            if max(parts) > 255:
                continue
            small = max(parts) < 20
            versioned = cue(text, m.start(), 60 if small else 24, _VERSION)
            if (versioned or max(parts) < 10) and not cue(text, m.start(), 24, _IP_CUE):
                continue
            yield m.span()
    if text.count(":") >= 2:
        for m in _IP6.finditer(text):
            word = m.group()
            if word.count(":") >= 2 and sum(c != ":" for c in word) >= 4:
                groups = [g for g in word.split(":") if g]
                if len(groups) >= 3 and real(word):
                    yield m.span()


# --- telephone ------------------------------------------------------------------------------------

_PHONE = re.compile(r"(?<![\w£$€])(?<!\d[.,/-])[+(]{0,2}\d(?:[ ().\-/\t]{0,3}\d){6,24}(?!\d)")
_PHONE_CUE = re.compile(
    r"\b(?:tel(?:ephone)?|ph(?:one)?|phon(?:ed|ing)|mob(?:ile)?|cell|landline|call(?:ed)?|ring|"
    r"rang|text|txt|whats ?app|contact|number|num|no|nos|dial|fax|me on|reach)\b", re.I,
)  # fmt: skip
_DATE_START = re.compile(r"\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)|\d{4}-\d{2}-\d{2}(?!\d)")
_DIGIT_WORDS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "one": "1", "two": "2",
    "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
SPOKEN_ZERO = re.compile(
    r"\b(?:zero|oh|o|nought) (?:seven|two|one|double|treble|triple|three|eight)\b", re.I
)
_SPOKEN = re.compile(
    r"(?<![\w-])(?:(?:double|triple|treble) )?(?:%s)(?:[ ,-]{1,3}(?:(?:double|triple|treble) )?"
    r"(?:%s|\d)){5,13}(?![\w-])" % (("|".join(_DIGIT_WORDS),) * 2),
    re.I,
)


def phone(text: str) -> Iterator[Span]:
    """Telephone numbers: UK in any grouping, foreign with "+" or "00"; also spelt out in words.

    A number of the right length and a UK prefix counts though it is not in use: a slip of the
    key still leads to somebody. 101, 111 and 999 are nobody's.
    """
    if re.search(r"[Oo]\d|\d[Oo]", text):
        text = re.sub(
            r"(?<![A-Za-z])[Oo](?=7\d)|(?<=\d)[Oo](?=[\dOo ])|(?<=\d[Oo])[Oo](?=[\d ])", "0", text
        )
    for m in _PHONE.finditer(text):
        groups = digit_groups(text, *m.span())
        first = 0
        while first < len(groups):
            last = _number(text, m.start() if first == 0 else groups[first][0], groups[first:])
            if last:
                start = m.start() if first == 0 else groups[first][0]
                if text[start] == "(" and ")" not in text[start:last]:
                    start += 1
                yield start, last
                while first < len(groups) and groups[first][0] < last:
                    first += 1
            else:
                first += 1
    if SPOKEN_ZERO.search(text):
        for m in _SPOKEN.finditer(text):
            if 10 <= len(_said(m.group())) <= 12 and _said(m.group()).startswith("0"):
                yield m.span()


def _said(words: str) -> str:
    digits, times = "", 1
    for word in re.findall(r"\w+", words.lower()):
        if word in ("double", "triple", "treble"):
            times = 2 if word == "double" else 3
        else:
            digits += _DIGIT_WORDS.get(word, word) * times
            times = 1
    return digits


def _number(text: str, start: int, groups: list[Span]) -> int:
    """Return the end of the telephone number that begins at `start`, or 0."""
    date = _DATE_START.match(text, groups[0][0])
    if date:
        return 0
    ends, digits = [], ""
    for a, b in groups[:12]:
        digits += text[a:b]
        ends.append((digits, b))
        if len(digits) > 17:
            break
    plus = "+" in text[start : groups[0][0]]
    lead = ends[0][0]
    if plus or digits.startswith("00") or (digits.startswith("447") and len(lead) in (2, 5, 12)):
        return _international(ends, plus)
    if digits[0] == "0":
        if len(lead) > 11:
            return 0
        fits = [e for d, e in ends if len(d) == 11 and re.match(r"0[1235789]", d)]
        if len(lead) > 2:
            fits += [e for d, e in ends if len(d) == 10 and re.match(r"0(?:1|7|8[047]|500)", d)]
        return fits[0] if fits and not cue(text, start, 40, REFERENCE) else 0
    if cue(text, start, 24, _PHONE_CUE) and not cue(text, start, 40, REFERENCE):
        for d, e in ends:
            if (len(d) == 10 and d[0] == "7") or (len(d) == 8 and d[0] in "378" and e - start > 8):
                return e
    return 0


def _international(ends: list[tuple[str, int]], plus: bool) -> int:
    import phonenumbers

    for digits, end in reversed(ends):
        bare = digits if plus or not digits.startswith("00") else digits[2:]
        if not 8 <= len(bare) <= 16:
            continue
        if bare.startswith("440"):
            bare = "44" + bare[3:]
        try:
            number = phonenumbers.parse("+" + bare, None)
        except phonenumbers.NumberParseException:
            continue
        known = number.country_code == 44 or plus
        if phonenumbers.is_valid_number(number) or (
            known and phonenumbers.is_possible_number(number)
        ):
            return end
    return 0
