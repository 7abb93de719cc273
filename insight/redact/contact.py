"""Ways to reach somebody: e-mail and telephone.

Telephone rules come from phonenumbers, offline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight.redact.lists import load
from insight.redact.scan import REFERENCE, TLDS, Span, cue
from insight.redact.scan import groups as digit_groups
from insight.redact.vocabulary import words

# --- e-mail ---------------------------------------------------------------------------------------

_PROVIDERS = (
    "gmail|googlemail|hotmail|outlook|yahoo|ymail|icloud|aol|live|msn|btinternet|virginmedia|"
    "talktalk|sky|ntlworld|tiscali|protonmail|proton|gmx|hey"
)
_EMAIL = re.compile(
    r"(?<![\w.+%'-])[\w.+%'&=~-]{1,80}+( ?)@( ?)((?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}"
    rf"|(?:{_PROVIDERS}))(?![\w@-])",
    re.I,
)
_SAID_AT = r"(?: ?[(\[{<] ?(?:at?|@) ?[)\]}>] ?| at |-at-| ?@ ?)"
_SAID_DOT = r"(?: ?[(\[{<] ?(?:dot|\.) ?[)\]}>] ?| (?:dot|point|period|full ?stop) |-dot-|\.)"
_SAID_LOCAL = (
    r"(?:[a-z]')?[\w+-]{1,40}?"
    rf"(?:(?:{_SAID_DOT}| underscore | dash | hyphen )(?:[a-z]')?[\w+-]{{1,40}}?){{0,4}}"
)
_SPELT = re.compile(
    rf"(?<![\w.+'-])({_SAID_LOCAL}){_SAID_AT}([\w-]{{2,40}}?)((?:{_SAID_DOT}[a-z]{{2,12}}){{1,4}})"
    r"(?![\w@])",
    re.I,
)
_AT_PROVIDER = re.compile(
    rf"(?<![\w.+'-])({_SAID_LOCAL}){_SAID_AT}(?:{_PROVIDERS})"
    r"((?:(?: ?dot ?| ?[.,] ?| )?(?:com|con|co|net|org)(?!\w))?(?:(?: ?dot ?| ?[.,] ?|"
    r" )uk)?)(?![\w@])",
    re.I,
)
_SLIPPED = re.compile(
    r"(?<![\w.+'-])[\w.+-]{1,64}+@[\w-]{2,40}(?: ?[.,] ?| )(?:com|net|org|co ?[., ] ?uk|"
    r"org ?[., ] ?uk)"
    rf"(?![\w@])|(?<![\w.+'-])[\w.+-]{{1,64}}+@(?:{_PROVIDERS})(?:com|couk)(?![\w@])",
    re.I,
)
_SHOUTED = re.compile(
    r"(?<![\w.+'-])[\w.+-]{1,40}?(?:AT|\(AT\))[a-z][\w-]{1,40}?(?:DOT[a-z]{2,12}){1,3}(?![\w@])"
)
_MAIL_NAME = re.compile(
    rf"\b(?:{_PROVIDERS}|e-?mail)(?: (?:address|account|is|name))*[ :=-]{{1,3}}"
    r"([a-z][\w.-]{0,30}\d[\w.-]{0,20})(?![\w@])",
    re.I,
)
_MAIL_CUE = re.compile(r"\b(?:e-?mails?|addy|gmail|hotmail|yahoo|outlook|icloud)\b", re.I)
_MORE_LOCAL = re.compile(
    r"(?:^|[.,:;!?(\n-] ?|\b(?:is|its|it's|on|to|at|me|via|address) )"
    r"((?:[a-z0-9'-]{1,15} ){1,4})$",
    re.I,
)
_COUNT_WORD = re.compile(
    r"(?:\d+|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)$",
    re.I,
)
_TLD_END = re.compile(rf"\b(?:{TLDS})$", re.I)
_PROVIDER = re.compile(rf"(?:{_PROVIDERS})$", re.I)
_SHORT_END = re.compile(r"\.(?:tv|me|io|live|online|xyz|cc|app|dev|site|shop|uk|co|london)$", re.I)


def email(text: str) -> Iterator[Span]:
    """E-mail addresses, also "name at gmail dot com", "name (at) example (dot) org"."""
    if "@" in text:
        for m in _EMAIL.finditer(text):
            spaced = m.group(1) or m.group(2)
            if spaced and not _TLD_END.search(m.group(3)) and not _PROVIDER.search(m.group(3)):
                continue
            apart = m.group(1) and not m.group(2)  # "who runs @streetfights.tv": a handle
            if (
                apart
                and _SHORT_END.search(m.group(3))
                and not _account(text, m.group().partition(" ")[0], m.start())
            ):
                continue
            yield _trim(text, *m.span())
        for m in _SLIPPED.finditer(text):
            yield m.span()
    if "DOT" in text:
        for m in _SHOUTED.finditer(text):
            yield m.span()
    if _MAIL_CUE.search(text):
        for m in _MAIL_NAME.finditer(text):
            yield m.span(1)
    if not _SAID_NEAR.search(text):
        return
    for m in _SPELT.finditer(text):
        tail = m.group(3).lower()
        bracketed = re.search(r"[(\[{<] ?(?:at?|@) ?[)\]}>]", m.group(), re.I)
        said = (
            "dot" in tail or bracketed or "@" in m.group() or _account(text, m.group(1), m.start())
        )
        if _TLD_END.search(tail.rstrip(")]}> ")) and (said or _PROVIDER.search(m.group(2))):
            yield _whole(text, m)
    for m in _AT_PROVIDER.finditer(text):
        if m.group(2) or _account(text, m.group(1), m.start()):
            yield _whole(text, m)


_SAID_NEAR = re.compile(
    rf"dot[ )\]}}>-]|[(\[{{<] ?(?:at?|@) ?[)\]}}>]| (?:point|period|stop) (?:com|co|org|net)\b|"
    rf"[ @](?:at )?(?:{_PROVIDERS})\b| at [\w-]{{1,40}}\.\w",
    re.I,
)


def _account(text: str, local: str, start: int) -> bool:
    """Whether what stands before "at" looks like an account's name, or a word says it is one."""
    if re.search(r"[\d_]|\w[.'-]\w", local) or cue(text, start, 40, _MAIL_CUE):
        return True
    low = local.lower()
    return low in _DESKS or (len(low) > 3 and low.isalpha() and low not in load().english)


def _whole(text: str, m: re.Match[str]) -> Span:
    """Take in the words before, where an address is said in several: "jay bee 77 at"."""
    start = m.start()
    before = _MORE_LOCAL.search(text[max(0, start - 60) : start])
    counted = _COUNT_WORD.match(re.split(r"[ .]", m.group(1))[0])
    if before and (counted or cue(text, start, 40, _MAIL_CUE)):
        words = [w for w in before.group(1).split() if w.lower() not in _NO_LOCAL]
        if len(words) == len(before.group(1).split()):
            start -= len(before.group(1))
    return start, m.end()


_DESKS = words("info hello admin office enquiries contact mail sales help team secretary treasurer")
"""What stands before the @ of an office."""
_NO_LOCAL = words("""me my is its on to at or and the it e-mail email mail address contact reach
    write us you him her via we can please just""")


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in "'.-&=~":
        start += 1
    while end > start and text[end - 1] in "'.-":
        end -= 1
    return start, end


# --- telephone ------------------------------------------------------------------------------------

_PHONE = re.compile(r"(?<![\w£$€])(?<!\d[.,/-])[+(]{0,2}\d(?:[ ().\-/\t]{0,3}\d){6,24}(?!\d)")
_GLUED = re.compile(
    r"(?<=[a-z])(?:07\d{3} ?\d{3} ?\d{3}|0[123]\d{9}|\+44\d{10})(?!\d)|"
    r"(?<![\w£$€,.])0\d{2,4}([,*_])\d{3,4}\1?\d{3,4}(?![\w,])", re.I,
)  # fmt: skip
_LANDLINE = re.compile(
    r"\b(?:landline|tel(?:ephone)?|(?:phone|home) (?:number|no|num|phone|line))\b\W{0,3}"
    r"(?:number|no|is|was|:| |\.){0,3}$", re.I,
)  # fmt: skip
_PHONE_CUE = re.compile(
    r"\b(?:tel(?:ephone)?|ph(?:one)?|phon(?:ed|ing)|mob(?:ile)?|cell|landline|call(?:ed)?|ring|"
    r"rang|text|txt|whats ?app|contact|number|num|no|nos|dial|fax|me on|reach)\b", re.I,
)  # fmt: skip
_DATE_START = re.compile(r"\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)|\d{4}-\d{2}-\d{2}(?!\d)")
_DIGIT_WORDS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "one": "1", "two": "2",
    "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_DIGIT_WORDS |= {"hundred": "00", "thousand": "000"}
SPOKEN_ZERO = re.compile(
    r"\b(?:zero|oh|o|nought|naught|0)[ ,-]{0,3}(?:seven|two|one|double|treble|triple|three|eight)"
    r"|\b0\d{1,8} ?(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|treble|triple)\b"
    r"|\b0\d{0,8}(?:double|treble|triple)|\bplus[ ,]{1,2}(?:four|double)",
    re.I,
)
_SPOKEN = re.compile(
    r"(?<![\w-])(?:(?:double|triple|treble) ?)?(?:{0}|\d{{1,11}}+)"
    r"(?:[ ,.-]{{0,3}}(?:(?:double|triple|treble) ?)?(?:{0}|\d{{1,11}}+)){{1,13}}(?![\w-])".format(
        "|".join(_DIGIT_WORDS)
    ),
    re.I,
)


_OTHER_END = re.compile(r" ?/ ?\d{2,6}(?![\d/]|[ .-]\d)")
"""Another line of the same office: "0161 496 0710/711"."""


_ONE_BY_ONE = re.compile(r"(?<![\w£$€,.])0(?:(?:, ?| )\d){9,10}(?!\w|,? \d)")
"""A number typed digit by digit, as it is read out: "0 2 0, 7 9 4 6, 0 5 8 8"."""


def phone(text: str) -> Iterator[Span]:
    """Telephone numbers: UK in any grouping, foreign with "+" or "00"; also spelt out in words.

    A number of the right length and a UK prefix counts though it is not in use: a slip of the
    key still leads to somebody. 101, 111 and 999 are nobody's.
    """
    if re.search(r"[Oo]\d|\d[Oo]", text):
        text = re.sub(
            r"(?<![A-Za-z])[Oo](?=7\d)|(?<=\d)[Oo](?=[\dOo ])|(?<=\d[Oo])[Oo](?=[\d ])", "0", text
        )
    yield from (m.span() for m in _ONE_BY_ONE.finditer(text))
    for m in _GLUED.finditer(text):
        if not cue(text, m.start(), 40, REFERENCE):
            yield m.span()
    for m in _PHONE.finditer(text):
        groups = digit_groups(text, *m.span())
        first = 0
        while first < len(groups):
            last = _number(text, m.start() if first == 0 else groups[first][0], groups[first:])
            if last:
                start = m.start() if first == 0 else groups[first][0]
                if text[start] == "(" and ")" not in text[start:last]:
                    start += 1
                other = _OTHER_END.match(text, last)
                yield start, other.end() if other else last
                while first < len(groups) and groups[first][0] < last:
                    first += 1
            else:
                first += 1
    if SPOKEN_ZERO.search(text):
        for m in _SPOKEN.finditer(text):
            said = _said(m.group())
            if 10 <= len(said) <= 12 and said.startswith("0") and not m.group().isdigit():
                yield m.span()
            elif len(said) == 12 and said.startswith("44"):
                abroad = _PLUS.search(text, max(0, m.start() - 6), m.start())
                if abroad:
                    yield abroad.start(), m.end()


def _said(words: str) -> str:
    digits, times = "", 1
    for word in _SAID.findall(words.lower()):
        if word in ("double", "triple", "treble"):
            times = 2 if word == "double" else 3
        else:
            digits += _DIGIT_WORDS.get(word, word) * times
            times = 1
    return digits


_PLUS = re.compile(r"\bplus[ ,]{1,2}$", re.I)
_SAID = re.compile(rf"double|triple|treble|{'|'.join(_DIGIT_WORDS)}|\d")


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
    told = cue(text, start, 24, _PHONE_CUE) and not cue(text, start, 40, REFERENCE)
    if digits[0] == "0":
        many = [e for d, e in ends if len(d) == 12 and re.match(r"0(?:[13]|2[0389]|7)", d)]
        if len(lead) > 11:  # a digit too many
            return many[0] if told and many else 0
        fits = [e for d, e in ends if len(d) == 11 and re.match(r"0[1235789]", d)]
        if len(lead) > 2:
            fits += [e for d, e in ends if len(d) == 10 and re.match(r"0(?:1|7|8[047]|500)", d)]
        fits = fits or (many if told else [])
        grouped = bool(fits) and not text[groups[0][0] : fits[0]].isdigit()
        return fits[0] if fits and (grouped or not cue(text, start, 40, REFERENCE)) else 0
    if told:
        for d, e in ends:
            if (len(d) == 10 and d[0] == "7") or (len(d) == 8 and d[0] in "378" and e - start > 8):
                return e
    if len(ends[0][0]) == 8 and ends[0][0][0] in "378" and cue(text, start, 30, _LANDLINE):
        return ends[0][1]
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
