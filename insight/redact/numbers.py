"""Numbers that belong to one person: NI, NHS, cards, accounts, plates, dates of birth.

Checksums come from python-stdnum, offline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight.redact.scan import MONTH, REFERENCE, Span, cue
from insight.redact.scan import groups as digit_groups
from insight.redact.vocabulary import SHORT_WORDS

# --- national insurance ---------------------------------------------------------------------------

_NINO = re.compile(
    r"(?<!\w)([A-Z]{2})([ -]?)(\d{2})[ -]?(\d{2})[ -]?(\d{2})([ -]?[A-D])?(?!\w|-\d)", re.I
)
_NINO_CUE = re.compile(
    r"\b(?:ni|n\.i\.|nino|nat(?:ional)?\.? ins(?:urance)?)\b[^!?\n]{0,50}$", re.I
)


def nino(text: str) -> Iterator[Span]:
    """National Insurance numbers; those without the last letter only after a word for them."""
    for m in _NINO.finditer(text):
        prefix = m.group(1).upper()
        cued = cue(text, m.start(), 64, _NINO_CUE)
        if not m.group(6) and not cued:
            continue
        lawful = prefix == "QQ" or not re.search(r"[DFIQUV]|.O|BG|GB|KN|NK|NT|TN|ZZ", prefix)
        spaced_low = m.group(1).islower() and m.group(2) == " "
        if cued or (lawful and not spaced_low):
            yield m.span()


_NHS = re.compile(r"(?<![\w£$€/.+])(?<!\d-)\d{3}([ -]?)\d{3}\1\d{4}(?!\w|[-./]\d)")
_NHS_CUE = re.compile(r"\bnhs\b[^?\n]{0,60}$", re.I)


def nhs(text: str) -> Iterator[Span]:
    """NHS numbers: ten digits with a right check digit, or any ten after the word "NHS"."""
    from stdnum.gb import nhs as standard

    for m in _NHS.finditer(text):
        valid = standard.is_valid(m.group()) and not cue(text, m.start(), 40, REFERENCE)
        if valid or cue(text, m.start(), 80, _NHS_CUE):
            yield m.span()


_CARD = re.compile(r"(?<![\w£$€+])(?<!\d-)\d(?:[ -]?\d){12,18}(?!\d)")
_CARD_CUE = re.compile(
    r"\b(?:cards?|visa|master ?card|amex|american express|maestro|debit|credit)\b[^?\n]{0,40}$",
    re.I,
)


def card(text: str) -> Iterator[Span]:
    """Payment card numbers: 13 to 19 digits that pass Luhn, or 15 or 16 after "card"."""
    from stdnum import luhn

    for m in _CARD.finditer(text):
        groups = digit_groups(text, *m.span())
        digits, best = "", 0
        for a, b in groups:
            digits += text[a:b]
            scheme = digits[0] in "3456" or digits[:2] in ("22", "23", "24", "25", "26", "27")
            valid = scheme and 13 <= len(digits) <= 19 and luhn.is_valid(digits)
            told = len(digits) in (15, 16) and cue(text, m.start(), 60, _CARD_CUE)
            if valid or (told and not best):
                best = b
        if best:
            yield m.start(), best


_SORT = r"\d{2}(?P<gap>[ -]?)\d{2}(?P=gap)\d{2}"
_ACCOUNT = r"\d{4} ?\d{4}"
_PAIR = re.compile(rf"(?<![\w£$€/.+])(?<!\d-){_SORT}([ ,/|]{{1,3}}){_ACCOUNT}(?!\d|[-/]\d)")
_SORT_CUED = re.compile(
    rf"\b(?:sort(?:ing)?(?:[ -]?codes?)?|s/?c)\b\W{{0,3}}(?:is |was |no\.? |number |alone,? "
    rf")?\W{{0,3}}(?P<sort>{_SORT})(?!\d)", re.I,
)  # fmt: skip
_SORT_AFTER = re.compile(
    rf"(?<![\w£-])(?P<sort>{_SORT})(?!\d)(?= (?:is|was) (?:my|her|his|the|our) sort|"
    r"[,;/]? {0,2}(?:and )?(?:acc(?:oun)?t?|acct|a/c)\b)", re.I,
)  # fmt: skip
_ACCOUNT_CUED = re.compile(
    r"\b(?:acc(?:oun)?t?s?|acct|a/c|ac)\b\.?(?: ?(?:number|num|no|nr|#)\b)?[.:;,=]?"
    rf"(?: (?:is|was|it's))?\W{{1,3}}({_ACCOUNT})(?!\d|[-/]\d)", re.I,
)  # fmt: skip
_ACCOUNT_AFTER = re.compile(rf"[^\d\n]{{1,40}}?({_ACCOUNT})(?!\d|[-/]\d)")
_BANK_CUE = re.compile(r"\b(?:sort|account|acc|acct|a/c|bank|payments?|paid|goes|go|into)\b", re.I)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?!\w)", re.I)


def bank(text: str) -> Iterator[Span]:
    """Sort codes and account numbers where a word or each other gives them away, and IBANs."""
    from stdnum import iban

    sorts: list[Span] = []
    for m in _PAIR.finditer(text):
        if m.group("gap") or _BANK_CUE.search(text, max(0, m.start() - 80), m.end() + 40):
            yield m.span()
    for pattern in (_SORT_CUED, _SORT_AFTER):
        sorts += [m.span("sort") for m in pattern.finditer(text)]
    yield from sorts
    for m in _ACCOUNT_CUED.finditer(text):
        yield m.span(1)
    for _, end in sorts:
        after = _ACCOUNT_AFTER.match(text, end)
        if after:
            yield after.span(1)
    for m in _IBAN.finditer(text):
        end = m.end()
        while end - m.start() >= 15:
            if (end == len(text) or not text[end].isalnum()) and iban.is_valid(
                text[m.start() : end]
            ):
                yield m.start(), end
                break
            end -= 1


_PLATE = re.compile(r"(?<!\w)([A-Z]{2})([ -]?)(\d{2})([ -]?)([A-Z]{3})(?!\w)", re.I)
_OLD_PLATE = re.compile(
    r"(?<!\w)(?:[A-HJ-NP-TV-Y]\d{1,3} ?([A-Z]{3})|([A-Z]{3}) ?\d{1,3}[A-Z]|Q\d{1,3} ?([A-Z]{3})|"
    r"[A-Z]{1,3} ?\d{1,4}|\d{1,4} ?[A-Z]{1,3})(?!\w)"
)
_PLATE_CUE = re.compile(
    r"\b(?:reg(?:istration|istered|d)?|plates?|number ?plates?|vrm|index|cars?|vans?|mopeds?|"
    r"moto\w*|vehicles?|lorry|truck|taxi|merc\w*|bmw|audi|golf|ford|land rover|hearse|"
    r"private)\b", re.I,
)  # fmt: skip
_PLATE_WORD = re.compile(
    r"\b(?:reg(?:istration)?|plates?|vrm|index)\b(?: (?:no|number|num|is|was|mark|of|"
    r"plate))*\W{1,3}$", re.I,
)  # fmt: skip


def plate(text: str) -> Iterator[Span]:
    """Vehicle plates: the current form by itself, older ones near a word for a vehicle."""
    for m in _PLATE.finditer(text):
        area, gap, age, _, tail = m.groups()
        if tail.lower() in SHORT_WORDS or not (age[0] in "012567" and age not in ("00", "01")):
            continue
        cased = area + tail
        if (
            cased.isupper()
            or (cased.islower() and gap == "")
            or cue(text, m.start(), 24, _PLATE_CUE)
        ):
            yield m.span()
    for m in _OLD_PLATE.finditer(text):
        letters = m.group(1) or m.group(2) or m.group(3)
        if letters:
            if letters.lower() in SHORT_WORDS:
                continue
            near = _PLATE_CUE.search(text, max(0, m.start() - 40), m.end() + 24)
            if near:
                yield m.span()
        elif re.search(r"[A-Z]", m.group()) and cue(text, m.start(), 30, _PLATE_WORD):
            yield m.span()


# --- date of birth --------------------------------------------------------------------------------

_DATE = re.compile(
    r"(?<![\w£$€/.-])(?:\d{1,2} ?([./-]) ?\d{1,2} ?\1 ?(?:\d{4}|\d{2})|(?:19|"
    r"20)\d{2}([./-])\d{2}\2\d{2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -]{MONTH}(?:,?[ -](?:\d{{4}}|'?\d{{2}}(?!\d| ?(?:am|"
    rf"pm))))?|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    r")(?![\w/]|[.-]\d)", re.I,
)  # fmt: skip
_BIRTH = re.compile(
    r"\b(?:d\.? ?o\.? ?b\.?|d/o/b|date of birth|birth ?date|birth ?days?|b-?day|born|"
    r"birth)\b(?:[^.!?\n]|\.(?! [A-Z])){0,28}$|\bb\. ?$", re.I,
)  # fmt: skip
_BIRTHS = re.compile(r"\bbirthdays\b[^.!?\n]{0,60}$", re.I)
_BIRTH_AFTER = re.compile(
    r",? ?(?:is|was|being) (?:my|his|her|their|our|the) ?\w* ?(?:birthday|date of birth|d\.?o\.?b)",
    re.I,
)
_OWNED = re.compile(r"\b(?:my|his|her) $", re.I)
_BIRTH_YEAR = re.compile(r"(?:19[2-9]\d|200\d)$")
_EVENT = re.compile(
    r"\b(?:on|since|from|until|till|til|before|after|by|dated?|of|between|and|to|in|ref|incident|"
    r"lapsed|expired|closed|opened|letter|reported|at|the|inst|valid|exp)\W{0,2}$|\d,?\W{0,2}$",
    re.I,
)


def dob(text: str) -> Iterator[Span]:
    """Dates of birth: a date after a word for one, or a full date by itself whose year fits."""
    for m in _DATE.finditer(text):
        start = m.start()
        told = cue(text, start, 56, _BIRTH) or cue(text, start, 80, _BIRTHS)
        told = told or _BIRTH_AFTER.match(text, m.end()) is not None
        bare = m.group(1) and _BIRTH_YEAR.search(m.group()) and not cue(text, start, 16, _EVENT)
        owned = _BIRTH_YEAR.search(m.group()) and cue(text, start, 5, _OWNED)
        if told or bare or owned:
            yield m.span()
