"""Numbers that belong to one person: NI, NHS, cards, accounts, plates, dates of birth.

Checksums come from python-stdnum, offline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from insight.redact.lists import load
from insight.redact.scan import MONTH, REFERENCE, Span, cue
from insight.redact.scan import groups as digit_groups
from insight.redact.vocabulary import SHORT_WORDS, words

# --- national insurance ---------------------------------------------------------------------------

_NINO = re.compile(
    r"(?<!\w)([A-Z]{2})([ ./-]?)(\d{2})[ ./-]?(\d{2})[ ./-]?(\d{2})([ ./-]?[A-D])?(?!\w|-\d)", re.I
)
_NINO_TOLD = re.compile(
    r"\b(?:ni|n\.i\.?|nino|nat(?:ional)?\.? ins(?:urance)?)(?: (?:number|num|no|nr))?\b\W{0,3}"
    r"(?:(?:is|was|"
    r"it's)\b\W{0,2})?([A-Z][ .]?[A-Z](?:[ ./-]{0,2}[\dO]){6}(?:[ ./-]{0,2}[A-D])?)(?!\w)",
    re.I,
)
_NINO_CUE = re.compile(
    r"\b(?:ni|n\.i\.|nino|nat(?:ional)?\.? ins(?:urance)?|insurance (?:number|num|no|nr))\b"
    r"[^!?\n]{0,50}$", re.I,
)  # fmt: skip


_SMALL = words("am an as at be by eg el em er es ex go ha he hi hm ho la le ma me mr ms my pa pc "
               "pm re st sw we xl ya ye yr")  # fmt: skip
"""Two letters before figures that are no number's beginning: "by 12 10 15 a"."""


def nino(text: str) -> Iterator[Span]:
    """National Insurance numbers; those without the last letter only after a word for them."""
    for m in _NINO.finditer(text):
        prefix = m.group(1).upper()
        cued = cue(text, m.start(), 64, _NINO_CUE)
        if not m.group(6) and not cued:
            continue
        lawful = prefix == "QQ" or not re.search(r"[DFIQUV]|.O|BG|GB|KN|NK|NT|TN|ZZ", prefix)
        spaced_low = m.group(1).islower() and m.group(2) == " " and m.group(1) in _SMALL
        solid = (
            m.group().isalnum() and m.group().isupper() and not cue(text, m.start(), 40, REFERENCE)
        )
        if cued or solid or prefix == "QQ" or (lawful and not spaced_low):
            yield m.span()
    for m in _NINO_TOLD.finditer(text):
        yield m.span(1)


_NHS = re.compile(r"(?<![\w£$€/.+])(?<!\d-)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\w|[-./]\d)")
_NHS_DOTTED = re.compile(r"(?<![\w£$€/.+-])\d{3}\.\d{3}\.\d{4}(?!\w|[-./]\d)")
_NHS_TOLD = re.compile(
    r"\b(?:nhs\b|n\.h\.s\.?|national health\b)(?: (?:number|num|no|nr|id)\b)?\W{0,3}"
    r"(?:(?:is|was|it's)\b\W{0,2})?"
    r"([\dO](?:[ ./-]{0,3}[\dO]){9})(?![\w]|[-./]\d)",
    re.I,
)
_NHS_CUE = re.compile(
    r"\b(?:nhs|n\.h\.s|national health|"
    r"(?:health|hospital|patient|medical) (?:number|num|no|nr|id))\b[^?\n]{0,60}$", re.I,
)  # fmt: skip


_PATIENT = re.compile(
    r"\b(?:hospital|gp|doctors?|dr|surgery|patients?|therapists?|clinic|wristband|prescription|"
    r"pendant|dialysis|district nurse|health visitor)\b", re.I,
)  # fmt: skip
_RING = re.compile(r"\b(?:ring|call|phone|tel(?:ephone)?|text|mob(?:ile)?|ref(?:erence)?)\b", re.I)


def nhs(text: str) -> Iterator[Span]:
    """NHS numbers: ten digits with a right check digit, or any ten after the word "NHS"."""
    from stdnum.gb import nhs as standard

    for m in chain(_NHS.finditer(text), _NHS_DOTTED.finditer(text)):
        valid = standard.is_valid(m.group().replace(".", "")) and not cue(
            text, m.start(), 40, REFERENCE
        )
        told = cue(text, m.start(), 80, _NHS_CUE) or (
            m.group()[0] in "4679"
            and cue(text, m.start(), 80, _PATIENT)
            and not cue(text, m.start(), 24, _RING)
        )
        if valid or told:
            yield m.span()
    for m in _NHS_TOLD.finditer(text):
        yield m.span(1)


_CARD = re.compile(r"(?<![\w£$€+])(?<!\d-)\d(?:[ -]?\d){12,18}(?!\d)")
_NO_CARD = re.compile(
    r"\b(?:imei|serial|barcode|isbn|tracking|parcel|ticket|oyster|meter|chip|ref(?:erence)?|receipt|"
    r"badge|mpan)\b[^.!?\n]{0,16}$",
    re.I,
)
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
        other = cue(text, m.start(), 24, _NO_CARD)
        for a, b in groups:
            digits += text[a:b]
            scheme = digits[0] in "3456" or digits[:2] in ("22", "23", "24", "25", "26", "27")
            valid = scheme and not other and 13 <= len(digits) <= 19 and luhn.is_valid(digits)
            told = len(digits) in (15, 16) and cue(text, m.start(), 60, _CARD_CUE)
            if valid or (told and not best):
                best = b
        if best:
            yield m.start(), best
    for m in _CARD_OTHER.finditer(text):
        if m.group(2) or luhn.is_valid(re.sub(r"\D", "", m.group())):
            yield m.span(m.lastindex or 0) if m.group(2) else m.span()


_CARD_OTHER = re.compile(
    r"(?<![\w£$€+/.-])\d{4}([./_])\d{4}(?:\1\d{4}){2}(?![\w])|"
    r"\b(?:cvv2?|cvc2?|cv2)\b\W{0,3}(?:(?:is|number|no|code) ?)?(\d{3,4})(?!\w)",
    re.I,
)

_SORT = r"\d{2}(?P<gap>[ -]?| - )\d{2}(?P=gap)\d{2}"
_TOLD_SORT = r"\d{2}(?P<gap>[ ./-]?| - )\d{2}(?P=gap)\d{2}"
_ACCOUNT = r"\d{4} ?\d{4}"
_TOLD_ACCOUNT = r"\d(?:[ -]?\d){7}"
_PAIR = re.compile(
    rf"(?<![\w£$€/.+])(?<!\d-){_SORT}(?:[ ,/|]{{1,3}}|(?i: and )| & ){_ACCOUNT}(?!\d|[-/]\d)"
)
_SORT_CUED = re.compile(
    rf"\b(?:sort(?:ing)?(?:[ -]?codes?)?|s[/.]?c(?:ode)?)\b\W{{0,3}}(?:is |was |no\.? |number |"
    rf"alone,? "
    rf")?\W{{0,3}}(?P<sort>{_TOLD_SORT})(?!\d)", re.I,
)  # fmt: skip
_SORT_BESIDE = re.compile(
    rf"\b(?:acc(?:oun)?t?|acct|a/c)\b[^\d\n]{{0,12}}{_ACCOUNT},? \((?P<sort>{_SORT})\)", re.I
)
_SORT_AFTER = re.compile(
    rf"(?<![\w£-])(?P<sort>{_SORT})(?!\d)(?= (?:is|was) (?:my|her|his|the|our) sort|"
    r"[,;/]? {0,2}(?:and )?(?:(?:the|my|our|her|his) )?(?:acc(?:oun)?t?|acct|a/c)\b)", re.I,
)  # fmt: skip
_SORT_BARE = re.compile(
    r"\b(?:bank|account|deposit|refund|transfer|pay(?:ment)?)\b[^!?\n]{0,80}?"
    r"\bcodes?\b\W{0,3}(?:is )?"
    r"(?P<sort>\d{2}(?P<gap> ?- ?| |)\d{2}(?P=gap)\d{2})(?![\w-])", re.I,
)  # fmt: skip
_BANKS = (
    r"(?:bank(?: details)?|barclays|natwest|hsbc|lloyds|santander|monzo|starling|halifax|"
    r"nationwide|tsb|acc(?:oun)?t|acct|acc|a/c)"
)
_SORT_NEAR = re.compile(
    rf"\b{_BANKS}\b[^\d\n]{{0,24}}"
    r"(?P<sort>(?P<one>\d\d)(?P<gap>-)(?P<two>\d\d)-\d\d)(?![\w-])",
    re.I,
)
_PAID_INTO = re.compile(
    rf"\b(?:pay|paid|transfer|refund|money|send)\b[^.\d\n]{{0,20}}\b(?:into|to|in) ({_ACCOUNT})"
    rf"(?![\w/-])|(?<![\w£-])({_ACCOUNT}) (?:at|with) {_BANKS}\b|"
    rf"\bbank details\W{{1,3}}({_ACCOUNT})(?![\w/-])",
    re.I,
)
_SORT_DOTTED = re.compile(
    r"(?<![\w£$€/.+-])(?P<sort>(\d{2})(?P<gap>[./])(\d{2})(?P=gap)\d{2})(?!\w|[./-]\d)"
)
_EIGHT = re.compile(rf"(?<![\w£-]){_ACCOUNT}(?!\w)")
_NO_BANK = r"(?<!\brent )(?<!\btax )(?<!\bcustomer )(?<!\bcharge )"
_ACCOUNT_CUED = re.compile(
    rf"{_NO_BANK}\b(?:acc(?:oun)?t?s?|acct|a/c|ac)\b\.?(?: ?(?:number|num|no|nr|#)\b)?[.:;,=]?"
    rf"(?: (?:is|was|it's))?\W{{1,3}}({_TOLD_ACCOUNT})(?!\d|[-/]\d)",
    re.I,
)
_ACCOUNT_NEAR = re.compile(
    rf"{_NO_BANK}\b(?:acc(?:oun)?t|acc|a/c)\b(?! ref)[^\d\n.!?£$]{{1,30}}(?:No\. ?)?"
    r"(\d{8}|\d{4} \d{4})(?![\w/-]| ?(?:pounds|people))",
    re.I,
)
_ACCOUNT_BEFORE = re.compile(
    rf"(?<![\w£$€/.+-])({_ACCOUNT})(?=[^\d\n]{{1,20}}\b(?:sort|s/c)\b)", re.I
)
_ROLL = re.compile(
    r"\broll (?:number|no|num)\b\.?\W{0,3}(?:is )?([A-Z]{0,2}/?\d[\d/ -]{5,16}\d[A-Z]?)(?!\w)", re.I
)  # fmt: skip
_ACCOUNT_AFTER = re.compile(rf"[^\d\n]{{1,40}}?({_ACCOUNT})(?!\d|[-/]\d)")
_ACCOUNT_BESIDE = re.compile(rf"(?<![\w£$€/.+-])({_ACCOUNT})(?=\D{{1,25}}$)")
_BANK_WORD = re.compile(r"\bcodes?\b|\ba/?cc?(?:t|ount)?s?\b|\bbank\b|\d{8}|\d{4} \d{4}", re.I)
_BANK_CUE = re.compile(
    r"\b(?:sort|account|acc|acct|a/c|bank|bacs|pay|payments?|paid|refund(?:ed)?|deposit|goes|go|into|"
    r"transfer)\b",
    re.I,
)
_SORT_WORD = re.compile(r"\b(?:sort|s/c|bank|bacs)\b", re.I)
_IBAN = re.compile(
    r"(?<!\w)[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?(?!\w)", re.I
)


def bank(text: str) -> Iterator[Span]:
    """Sort codes and account numbers where a word or each other gives them away, and IBANs."""
    from stdnum import iban

    sorts: list[Span] = []
    for m in _PAIR.finditer(text):
        if m.group("gap") or _BANK_CUE.search(text, max(0, m.start() - 80), m.end() + 40):
            yield m.span()
    for pattern in (_SORT_CUED, _SORT_AFTER, _SORT_BESIDE, _SORT_BARE):
        for m in pattern.finditer(text):
            if m.group("gap") != " " or _BANK_WORD.search(
                text, max(0, m.start() - 60), m.end() + 40
            ):
                sorts.append(m.span("sort"))
    for m in _SORT_NEAR.finditer(text):
        if int(m.group("one")) > 31 or int(m.group("two")) > 12:  # else a date
            sorts.append(m.span("sort"))
    for m in _SORT_DOTTED.finditer(text):
        dated = int(m.group(2)) < 32 and int(m.group(4)) < 13
        near = max(0, m.start() - 40), m.end() + 40
        word = _SORT_WORD if dated else _BANK_CUE
        if _EIGHT.search(text, *near) and word.search(text, max(0, m.start() - 80), near[1]):
            sorts.append(m.span("sort"))
    yield from sorts
    for pattern in (_ACCOUNT_CUED, _ACCOUNT_NEAR, _ACCOUNT_BEFORE, _ROLL):
        yield from (m.span(1) for m in pattern.finditer(text))
    yield from (m.span(m.lastindex or 0) for m in _PAID_INTO.finditer(text))
    for start, end in sorts:
        after = _ACCOUNT_AFTER.match(text, end)
        if after:
            yield after.span(1)
        elif before := _ACCOUNT_BESIDE.search(text, max(0, start - 40), start):
            yield before.span(1)
    for m in _IBAN.finditer(text):
        end = m.end()
        while end - m.start() >= 15:
            if (end == len(text) or not text[end].isalnum()) and iban.is_valid(
                text[m.start() : end]
            ):
                yield m.start(), end
                break
            end -= 1


_PLATE = re.compile(r"(?<!\w)([A-Z]{2})([ ./-]?)(\d{2})([ ./-]?)([A-Z]{3})(?!\w)", re.I)
_OLD_PLATE = re.compile(
    r"(?<!\w)(?:[A-HJ-NP-TV-Y] ?\d{1,3} ?([A-Z]{3})|([A-Z][A-Z0][A-Z]) ?\d{1,3}[A-Z]|"
    r"Q\d{1,3} ?([A-Z]{3})|((?=[A-Z]{0,2}[IZ])[A-Z]{3}) ?\d{3,4}|\d{2,3}-([A-Z]{1,2})-\d{2,6}|"
    r"[A-Z]{1,3} ?\d{1,5}[A-Z]{0,2}|\d{1,4} ?[A-Z]{1,3})(?!\w)"
)
_SURE_OLD_PLATE = re.compile(r"[A-HJ-NP-TV-Y] ?\d{3} ?[A-Z]{3}|[A-Z]{3} ?\d{3}[A-Y]")
"""Old forms that hardly anything else has."""
_LOW_OLD_PLATE = re.compile(r"(?<!\w)[a-hj-np-tv-y] ?\d{1,3} ?([a-z]{3})(?!\w)")
_LOW_SUFFIX_PLATE = re.compile(r"(?<!\w)([a-z][a-z0][a-z]) ?\d{3}[a-gjln-oq-rt-y](?!\w)")
_NUMBER_IS = re.compile(r"\bnumber(?: is| was)?\W{1,3}$", re.I)
_PLATE_SLIP = re.compile(r"(?<!\w)[A-Z]{2} ?[\dO]{2} ?(?:[A-Z]0[A-Z]|[A-Z]{2}0|[A-Z]00)(?!\w)")
_PLATE_CUE = re.compile(
    r"\b(?:reg(?:istration|istered|d)?|plates?|number ?plates?|vrm|index|cars?|vans?|mopeds?|"
    r"moto\w*|vehicles?|lorry|truck|taxi|merc\w*|bmw|audi|golf|ford|land rover|hearse|"
    r"private|banger|bikes?|scooters?|astra|corsa|fiesta|focus|transit|nissan|toyota|prius|jeep|"
    r"range rover|vw|polo|vauxhall|honda|yamaha|tesla|kia|skoda|minicab|cab|uber|driv\w+|parked)\b",
    re.I,
)  # fmt: skip
_PLATE_WORD = re.compile(
    r"\b(?:reg(?:istration)?|plates?|vrm|index)\b(?: (?:no|number|num|is|was|mark|of|"
    r"plate))*\W{1,3}$", re.I,
)  # fmt: skip


_PLATE_TOLD = re.compile(
    r"\b(?:reg(?:istration)?|(?:number ?)?plate|vrm)\b(?: (?:no|number|num|is|was|mark|plate|"
    r"of the "
    r"(?:car|van)))*\W{1,3}(?:(?P<spaced>[A-Z](?: [A-Z\d]){5,6})|"
    r"(?P<read>[A-Z]{2}[ -]?[\dOIL]{2}[ -]?[A-Z]{3})|"
    r"(?P<token>(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z\d]{4,8}))"
    r"(?!\w)",
    re.I,
)
_UNIT_END = re.compile(r"\d+(?:st|nd|rd|th|s|am|pm|mph|kmh|hrs?|mins?|days?|years?|yrs?|k)$", re.I)


def plate(text: str) -> Iterator[Span]:
    """Vehicle plates: the current form by itself, older ones near a word for one or in a list."""
    after: set[int] = set()  # where a list of plates goes on
    for m in _PLATE.finditer(text):
        area, gap, age, beside, tail = m.groups()
        if not (age[0] in "012567" and age not in ("00", "01")):
            continue
        if tail.lower() in SHORT_WORDS and not (
            _PLATE_CUE.search(text, max(0, m.start() - 24), m.end() + 8)
            if m.group().isalnum()
            else cue(text, m.start(), 16, _PLATE_WORD)
        ):
            continue
        cased = area + tail
        run = gap == "" and beside in ("", "-") and tail.lower() not in load().english
        if (
            cased.isupper()
            or run
            or (gap == "" and (cased.islower() or (area[0] + tail[0]).isupper()))
            or _PLATE_CUE.search(text, max(0, m.start() - 24), m.end() + 24)
        ):
            if text.startswith(", ", m.end()):
                after.add(m.end() + 2)
            yield m.span()
    for m in _PLATE_TOLD.finditer(text):
        kind = m.lastgroup or ""
        found = m.group(kind)
        if kind == "read" and not (
            re.search(r"\d", found) and found[-3:].lower() not in SHORT_WORDS
        ):
            continue
        if kind != "token" or not _UNIT_END.match(found):
            yield m.span(kind)
    for m in _PLATE_SLIP.finditer(text):
        if _PLATE_CUE.search(text, max(0, m.start() - 40), m.end() + 24):
            yield m.span()
    for m in _LOW_OLD_PLATE.finditer(text):
        sure = len(m.group()) == 7 and m.group().isalnum()
        if m.group(1) in (SHORT_WORDS if sure else SHORT_WORDS | load().english):
            continue
        told = cue(text, m.start(), 16, _NUMBER_IS)
        if told or _PLATE_CUE.search(text, max(0, m.start() - 40), m.end() + 24):
            yield m.span()
    for m in _LOW_SUFFIX_PLATE.finditer(text):
        if m.group(1) not in SHORT_WORDS and cue(text, m.start(), 40, _PLATE_CUE):
            yield m.span()
    for m in _OLD_PLATE.finditer(text):
        letters = next((g for g in m.groups() if g), "")
        if letters and letters.lower() not in SHORT_WORDS:
            near = _PLATE_CUE.search(text, max(0, m.start() - 40), m.end() + 24)
            rare = _SURE_OLD_PLATE.fullmatch(m.group()) and not cue(text, m.start(), 40, REFERENCE)
            if near or rare or m.start() in after:
                yield m.span()
        elif re.search(r"[A-Z]", m.group()) and cue(text, m.start(), 30, _PLATE_WORD):
            yield m.span()


# --- date of birth --------------------------------------------------------------------------------

_NTH = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth|(?:twenty|thirty)[ -]"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))"
)
_YEAR_WORDS = (
    r"(?:nineteen|two thousand|twenty)(?:[ -](?:hundred|and|oh|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"\w{3,5}teen)){1,4}"
)
_MONTH = MONTH.replace(r"\b", r"(?![a-z])")
_DATE = re.compile(
    r"(?<![\w£$€/.-])(?:\d{1,2} ?([./-]) ?\d{1,2} ?\1 ?(?:\d{4}|\d{2})|(?:19|"
    r"20)\d{2}([./-])\d{2}\2\d{2}|[0-3]\d [01]\d (?:19[2-9]|20[0-2])\d"
    rf"|(?:the )?(?:\d{{1,2}}(?: ?(?:st|nd|rd|th))?|"
    rf"{_NTH})(?: of)?[ /.-]?{_MONTH}(?:,?[ /.-]{{0,2}}"
    rf"(?:\d{{4}}|'?\d{{2}}(?!\d| ?(?:am|pm))|{_YEAR_WORDS}))?"
    rf"|{MONTH} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?:,? (?:\d{{4}}|'\d{{2}}))?"
    r")(?![\w/]|[.-]\d)",
    re.I,
)
_TOLD_DATE = re.compile(
    r"\b(?:d[. /]?o[. /]?b\.?|date of birth|birth ?(?:date|day))(?: (?:is|was|on))?"
    r"(?: ?\([^()\n]{1,14}\))?\W{0,4}"
    r"(?:(?:is|was|on)\b\W{0,2})?(\d{1,2}[ ./-]{0,3}\d{1,2}[ ./-]{0,3}(?:\d{4}|\d{2})|"
    r"(?:19|20)\d{2}[ ./-]?\d{2}[ ./-]?\d{2})(?!\w)|"
    r"\b(?:born|birth ?day)(?: (?:is|was))?(?: on)?(?: the)? "
    r"(\d{1,2}/(?:(?:19|20)\d\d|\d{1,2}))(?![\w/])|"
    rf"\b(?:born|d\.?o\.?b\.?|date of birth)(?: (?:is|was|in|on))?\W{{1,3}}"
    rf"({MONTH},? (?:of )?(?:19\d\d|20[01]\d|'?\d\d))(?!\w)|"
    r"\b(?:born|birth ?day|d\.?o\.?b\.?)(?: (?:is|was))?(?: on)?\W{1,3}"
    r"((?:christmas|boxing|new year'?s|may|(?:st\.? \w{3,10}|paddy)'?s) (?:day|eve)"
    r"(?:,? (?:19|20)\d\d)?)(?!\w)",
    re.I,
)  # fmt: skip
_BIRTH = re.compile(
    r"\b(?:d\.? ?o\.? ?b\.?|d/o/b|date of birth|birth ?date|birth ?days?|b-?day|born|"
    r"birth|turn(?:s|ed|ing)? \d{1,3} on)\b(?:[^.!?\n]|\.(?! [A-Z]| ?$)){0,40}$|\bb\. ?$", re.I,
)  # fmt: skip
_BIRTH_NAMED = re.compile(
    r"\b(?:d\.?o\.?b\.?|d/o/b|date of birth|birth ?date)\b[^\n]{0,100}$", re.I
)
_CORRECTED = re.compile(r"\b(?:should|supposed|correct\w*|actual\w*|really|right one|not)\b", re.I)
_BIRTHS = re.compile(r"\bbirthdays\b[^.!?\n]{0,60}$", re.I)
_BIRTH_AFTER = re.compile(
    r"[^\n]{0,14}\bborn\b|,? ?(?:is|was|being) (?:my|his|her|their|our|the) ?\w* ?(?:birthday|"
    r"date of birth|d\.?o\.?b)",
    re.I,
)
_OWNED = re.compile(r"\b(?:my|his|her) $", re.I)
_AGED = re.compile(r"\b(?:i'?m|i am|aged?|s?he is|s?he's) \d{1,3},? ?\(?$", re.I)
_OF_SOMEBODY = re.compile(
    r"\b(?:sons?|boys?|girls?|daughters?|child(?:ren)?|kids?|twins?|baby|mum|mother|dad|father|"
    r"husband|wife|partner|nan|gran|brothers?|sisters?|cousins?|nephews?|nieces?|"
    r"grand\w+|tenant|patient|pupil|me|myself|name|aged? \d{1,3})[ ,]{0,2}\($|"
    r"\b(?:mrs?|ms|miss|dr|patient:?) [a-z][\w'-]*(?: [a-z][\w'-]+)?(?: \(|, )$",
    re.I,
)
_BIRTH_YEAR = re.compile(r"(?:19[2-9]\d|200\d)$")
_EVENT = re.compile(
    r"\b(?:on|since|from|until|till|til|before|after|by|dated?|of|between|and|to|in|ref|incident|"
    r"lapsed|expired|closed|opened|letter|reported|at|the|inst|valid|exp)\W{0,2}$|\d,?\W{0,2}$",
    re.I,
)


_BEGAN = re.compile(
    r"\b(?:tenan(?:cy|t since)|lease|moved in|incident|reported|joined|installed|issued|"
    r"expir(?:es|ed)|renew(?:s|ed|al)|"
    r"start(?:s|ed)?)\W{0,3}"
    r"(?:(?:on|date|started|from|since|is|was)\b\W{0,3})?$", re.I,
)  # fmt: skip


def dob(text: str) -> Iterator[Span]:
    """Dates of birth: a date after a word for one, or a full date by itself whose year fits."""
    for m in _DATE.finditer(text):
        start = m.start()
        told = cue(text, start, 56, _BIRTH) or cue(text, start, 80, _BIRTHS)
        told = told or _BIRTH_AFTER.match(text, m.end()) is not None
        parted = m.group(1) or re.search(r"\d[-/.][a-z]{3,9}\.?[-/.]\d", m.group(), re.I)
        year = m.group()[:4] if m.group(2) else m.group() if parted else ""
        born = _BIRTH_YEAR.search(year)
        bare = born and not cue(text, start, 16, _EVENT)
        owned = _BIRTH_YEAR.search(m.group()) and cue(text, start, 5, _OWNED)
        beside = text[m.end() : m.end() + 1] in (")", ",", ";") and cue(
            text, start, 20, _OF_SOMEBODY
        )
        whole = bool(m.group(1) or _BIRTH_YEAR.search(m.group()))
        told = told or (whole and cue(text, start, 16, _AGED))
        fits = _BIRTH_YEAR.search(m.group()) or cue(text, start, 24, _CORRECTED)
        named = fits and cue(text, start, 110, _BIRTH_NAMED)
        told = told or bool(named and not cue(text, start, 16, _EVENT))
        told = told and not cue(text, start, 24, _BEGAN)
        if told or bare or owned or beside:
            yield m.span()
    for m in _TOLD_DATE.finditer(text):
        yield m.span(m.lastindex or 0)
