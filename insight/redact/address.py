"""Where somebody lives: postcodes, house and flat numbers with or without the street."""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight.redact.scan import MONTH, Span, cue
from insight.redact.vocabulary import NOT_IN_STREET

# --- postcode -------------------------------------------------------------------------------------

_AREAS = (
    "A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|"
    "K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|"
    "UB|W[ACDFNRSV]?|YO|ZE"
)
_POSTCODE = re.compile(
    rf"(?<![\w])(?:GIR[ -]?0AA|(?:{_AREAS})(?:\d{{1,2}}|\d[A-HJKMNPR-Y])(?: ?- ?| {{0,2}})"
    r"(\d[ABD-HJLNP-UW-Z]{2})|(?:[A-Z]{1,2}\d[A-Z\d]? ?\d )([ABD-HJLNP-UW-Z]{2}))(?!\w)",
    re.I,
)
_ORDINAL = re.compile(
    r"(?:1st|2nd|3rd|\dth|\dhr|\dyr|\dft|\dlb|\dpt|\dgb|\dtb|\dpp|\dpw|\dx\w)$", re.I
)


def postcode(text: str) -> Iterator[Span]:
    """Whole UK postcodes. An outward code alone ("E3", "E14") is a place and stays."""
    for m in _POSTCODE.finditer(text):
        inward = m.group(1)
        if inward and _ORDINAL.search(inward) and not m.group().isupper():
            continue
        if m.group(2) and not (m.group().isupper() and m.group()[0] in "ENSW"):
            continue
        yield m.span()


# --- address --------------------------------------------------------------------------------------

_STREETS = (
    "street|st|road|rd|avenue|ave|lane|ln|close|cl|drive|dr|gardens|gdns|grove|place|pl|square|sq|"
    "terrace|walk|way|crescent|cres|mews|row|hill|path|parade|rise|view|passage|alley|vale|mount|"
    "approach|broadway|circus|gate|green|yard|wharf|quay|villas|cottages|croft|dene|highway|ridge"
)
_HOUSES = (
    "house|court|ct|point|tower|building|buildings|bldgs|mansions|lodge|heights|apartments|block|"
    "wharf|quay|hall|place|dwellings|villa|chambers|studios|works|mill"
)
_WORD = r"(?:[A-Z][A-Za-z'.-]{0,30})"
_UNIT = r"\d{1,4}[A-Za-z]?"
_RANGE = rf"{_UNIT}(?: ?(?:-|/|&| and | to ) ?{_UNIT})?"
_ROADWAY = rf"(?:{_WORD} ){{1,4}}(?i:{_STREETS}|{_HOUSES})(?!\w|'\w)"
_NUMBERED = rf"(?<![\w£$€:/#])(?<!\d[.,-])(?:(?i:no\.? ?|number ))?{_RANGE},? {_ROADWAY}"
_TIME_OR_UNIT = (
    r"(?!\w|[.:]\d|%| ?(?:am|pm|a\.m|p\.m|o'?clock|mph|mins?|minutes?|hours?|hrs?|days?|weeks?|"
    r"months?|years?|yrs?|quid|pounds|p\b|k\b|times|people|bed|beds|miles?|metres?|yards?|floors?|"
    r"storeys?|percent|per|and a half|x|different|other|more|of|or \d|out of)\b|/\d| ?(?:st|nd|rd|"
    r"th)\b)"
)
_ON_STREET = rf"(?!(?: [\w'.-]{{1,30}}){{1,3}} (?i:{_STREETS})(?!\w))"
_FLAT_NO = (
    r"(?:\d{1,4}[A-Za-z]?|[A-Z]\d{0,3})"
    rf"(?:(?:, ?| and | & ?|-|/){_UNIT}(?!\w){_ON_STREET}){{0,4}}"
)
_FLAT = (
    r"(?<!\w)(?i:flats?|apartments?|apts?|maisonette)\.? ?(?i:no\.? ?|number |#)?"
    rf"{_FLAT_NO}{_TIME_OR_UNIT}"
)
_ROOM = rf"(?<!\w)(?i:unit|room|suite|studio|plot|floor)\.? ?{_FLAT_NO}(?!\w)"
_IN_BUILDING = rf"(?:{_WORD} ){{1,3}}(?i:{_HOUSES})(?!\w|'\w)"
_FULL = re.compile(
    rf"{_FLAT}(?:,? {_IN_BUILDING})?(?:,? {_RANGE},? {_ROADWAY})?|"
    rf"{_ROOM}(?:,? {_IN_BUILDING})?,? {_RANGE},? {_ROADWAY}|"
    rf"{_NUMBERED}(?:,? {_RANGE},? {_ROADWAY})?(?:,? {_FLAT})?"
)
_LOW_ROAD = re.compile(
    rf"(?<![\w£$€:/#])(?<!\d[.,-])({_UNIT}),? ((?:[a-z'][a-z'-]{{2,20}} ){{1,2}})"
    r"(road|rd|street|st|avenue|ave|lane|gardens|gdns|grove|terrace|crescent|mews|close|drive|"
    r"court|house|walk|way)(?!\w)",
    re.I,
)
_FLAT_WORD = re.compile(rf"{_FLAT}", re.I)
_MONTH_WORD = re.compile(MONTH, re.I)
_CROWD = re.compile(
    r" (?:residents?|traders?|shops?|people|families|homes|flats|households|businesses|bus(?:es)?|"
    r"station|stop|market|area|estate|neighbours|users|wardens?|shopkeepers|banks?|pubs?|schools?|"
    r"signatures|parents|drivers|tenants|leaseholders|side)\b"
)
_COUNTED = re.compile(
    r"\b(?:about|around|approx\.?|over|under|nearly|almost|all|some|every|bus(?:es)?|routes?|these|"
    r"those|our|other|first|last|next|past|top|between|least|most|than|another|only|just|with|"
    r"column|lamp|lamppost|pole|post|bay|platform|pitch|stall|bin|gate|bench|page|table|figure|"
    r"section|item|question|option|january|february|march|april|may|june|july|august|september|"
    r"october|november|december) $", re.I,
)  # fmt: skip
_WHEN = re.compile(
    r"\b(?:in|since|by|of|until|till|during|from|before|after|year|circa|and|to|summer|winter) $",
    re.I,
)
_NUMBER_WORD = (
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|"
    r"five|six|seven|eight|nine))?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:one|two|three) hundred(?: "
    r"and [a-z]+(?:[ -][a-z]+)?)?)\b"
)
_NUMBER = re.compile(
    rf"(?<!\w)((?i:(house|door|property) )?(?i:number|no\.?|num\.?|nr) ?(\d{{1,4}}[A-Za-z]?|(?<=r "
    rf")(?i:{_NUMBER_WORD}))){_TIME_OR_UNIT}"
)
_HOUSE_NUMBER = re.compile(
    rf"(?<!\w)(?i:house|door|property)(?i: no\.?| number)? (\d{{1,4}}[A-Za-z]?){_TIME_OR_UNIT}"
)
_NUMBERS = re.compile(
    rf"(?<=\b[Aa]t )(?i:numbers|nos\.?|houses) {_UNIT}(?:(?:, ?| and | & ?|-){_UNIT}){{1,4}}(?!\w)"
)
_PEOPLE = (
    r"(?:wom[ae]n|m[ae]n|lady|ladies|bloke|guy|geezer|family|couple|neighbou?rs?|tenants?|"
    r"residents?|owners?|dealers?|landlord|pensioner|widow|party|folk|lot|fella|chap|gentleman|her|"
    r"him|them|those|idiots?|one|ones|students|dog|dogs)"
)
_PLACED = re.compile(
    r"(?:\b(?:at|from|in|opposite|outside|behind|above|below|beside|to|with|by|like|against|about|"
    r"across|near|past|next to|next door to|of|is|was|we're|we are|i'm|i am|im|me|and|or|family|"
    r"lot|people|neighbours?|address|live|lives|always|usually|mostly|definitely|probably|only|"
    r"@)|[,:(-]|^|\n)\s?$", re.I,
)  # fmt: skip
_NOT_A_DOOR = re.compile(
    r" (?:bus(?:es)?|routes?|trains?|trams?|service|stop|line|priority|prority|concern|issue|"
    r"reasons?|problem|complaint|nuisance|thing|fan|enemy|rule|question|on (?:your|the|my|our) "
    r"(?:list|agenda)|cares|one|spot|in the|to (?:stratford|bow|mile|the|london|victoria|hackney|"
    r"shoreditch|ilford|bank|aldgate|poplar|canary|oxford|liverpool)|towards|driver|night|is "
    r"(?:always|lights|trust)|liar|\d)", re.I,
)  # fmt: skip
_AT_NUMBER = re.compile(
    rf"\b{_PEOPLE} (?:at|in|from|(?<=lord |nant |dent |wner )of|over at|up at|down at) "
    rf"([1-9]\d{{0,3}}[A-Za-z]?){_TIME_OR_UNIT}(?!\+)|"
    rf"\b(?:live|lives|living|lived|liv|residing|reside|resides|house|home|flat|door) at "
    rf"(\d{{1,4}}[A-Za-z]?){_TIME_OR_UNIT}",
    re.I,
)  # fmt: skip
_CLOCK = re.compile(
    r" (?:at night|in the|every|each|on (?:a |the )?(?:mon|tue|wed|thu|fri|sat|sun|week)|tonight|"
    r"most|last|sharp|ish|til|until|till|when|to \d|and \d)", re.I,
)  # fmt: skip


_MAY_BE_DOOR = re.compile(r"\d|[Ff]lat [A-Z]|FLAT|[Nn]umber [a-z]")


def address(text: str) -> Iterator[Span]:
    """A door: number with street or building, flat numbers, "the woman at number 42".

    Streets, estates, parks and wards without a number stay: analysis needs them.
    """
    if not _MAY_BE_DOOR.search(text):
        return
    refused: set[int] = set()
    for m in _FULL.finditer(text):
        if _is_door(text, m):
            yield m.span()
        else:
            refused.update(range(*m.span()))
    for m in _LOW_ROAD.finditer(text):
        if m.start() in refused:
            continue
        words = m.group(2).lower().split()
        loose = m.group(3).lower() in ("close", "drive", "court", "house", "walk", "way")
        if any(w in NOT_IN_STREET or _MONTH_WORD.fullmatch(w) for w in words):
            continue
        if loose and not cue(text, m.start(), 24, _LIVES):
            continue
        if _numbers_something_else(text, m.start(), m.end(), m.group(1)):
            continue
        yield m.span()
    for m in _NUMBER.finditer(text):
        if len(m.group(3)) > 3 and re.match(r"(?:19|20)\d\d$", m.group(3)):
            continue
        if m.group(2) or (
            cue(text, m.start(), 16, _PLACED) and not _NOT_A_DOOR.match(text, m.end())
        ):
            before_start = m.start() == 0 or text[m.start() - 1] == "\n"
            if before_start and not m.group(2) and m.end() < len(text.rstrip(" .!")):
                continue  # "Number 8 bus stop", "No. 1 liar": a sentence that counts
            yield m.span(1)
    for m in _HOUSE_NUMBER.finditer(text):
        yield m.span()
    for m in _NUMBERS.finditer(text):
        yield m.span()
    for m in _AT_NUMBER.finditer(text):
        group = 1 if m.group(1) else 2
        number = m.group(group)
        if re.match(r"(?:19|20)\d\d$", number):
            continue
        if number.isdigit() and int(number) <= 12 and _CLOCK.match(text, m.end()):
            continue
        yield m.span(group)


_LIVES = re.compile(
    r"\b(?:liv(?:e|es|ing|ed) (?:at|in|on)|address|im at|i'm at|at|from|to|visit)\W{1,3}$", re.I
)


def _is_door(text: str, m: re.Match[str]) -> bool:
    """Whether a numbered match names a door, not a count, a year, a bus or a stretch of time."""
    start, end = m.span()
    word = m.group()
    if re.match(r"(?i)flat|apart|apt|maison|unit|room|suite|studio|plot|floor", word):
        single = re.match(r"(?i)(?:flats?|apartments?|apts?|maisonette) ([A-Za-z])(?!\w)", word)
        if single and (single.group(1) in "aAI" or word.isupper()):
            return len(word) > single.end() or text[end : end + 1] in (",", ".", "")
        return True
    return not _numbers_something_else(text, start, end, word)


def _numbers_something_else(text: str, start: int, end: int, word: str) -> bool:
    number = re.search(r"\d+", word)
    digits = number.group() if number else ""
    if _CROWD.match(text, end) or cue(text, start, 16, _COUNTED):
        return True
    if re.match(r"(?:19|20)\d\d$", digits) and cue(text, start, 12, _WHEN):
        return True
    street = re.sub(r"^\D*[\d/&,-]+[A-Za-z]?(?: ?(?:-|/|&|and|to) ?\d+[A-Za-z]?)?,? ", "", word)
    first = street.split(" ", 1)[0]
    if _MONTH_WORD.fullmatch(first) or first.lower() in ("am", "pm", "bus", "x"):
        return True
    between = re.search(r"\b(?:between|from) $", text[max(0, start - 9) : start], re.I)
    return bool(between and re.match(r"\d+ (?:and|to) \d+", word))
