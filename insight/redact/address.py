"""Where somebody lives: house and flat numbers with or without the street."""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight.redact.scan import MONTH, Span, cue
from insight.redact.vocabulary import FUNCTION, NOT_IN_STREET, words

_STREETS = (
    "street|str|st|road|rd|avenue|ave|lane|ln|close|cl|drive|dr|gardens|gdns|grove|place|pl|square|sq|"
    "terrace|walk|way|crescent|cres|mews|row|hill|path|parade|rise|view|passage|alley|vale|mount|"
    "approach|broadway|circus|gate|green|yard|wharf|quay|villas|cottages|croft|dene|highway|ridge|"
    "brae|race|pk|yd|tce|terr?|cresc|pde|wlk|mws|gdn|grn|vw|cotts|cresent|cresant|crecent|crescant|avanue|avenu|aveneu|gardans|gardins|terace|"
    "terrase|terrece|stret|steet|streat|raod|roud|clsoe|squre|sqare|sqaure|laine|plase|"
    "(?<!lloyds )(?<!barclays )(?<!natwest )(?<!food )(?<!south )(?<!west )bank"
)
_HOUSES = (
    "house|hse|court|crt|ct|mans|hts|bldg|point|tower|building|buildings|bldgs|mansions|lodge|heights|apartments|"
    "block|"
    "wharf|quay|hall|place|dwellings|villa|chambers|studios|works|mill"
)
_RARER = (
    "Reach|Bungalows?|Maltings|Meadows?|Fields?|Fold|Garth|Ghyll|Glade|Glebe|Haven|Holt|Knoll|Leas?|"
    "Leys|Mead|Nook|Oaks|Paddocks?|Piece|Promenade|Quadrant|Ride|Ridings|Rookery|Shaw|Spinney|Stile|"
    "Strand|Turn|Wynd|Brow|Beck|Bourne|Brook|Causeway|Chase|Cliff|Coppice|Copse|Corner|Covert|Cross|"
    "Cut|Dale|Dell|Downs?|Drove|Dyke|Edge|End|Esplanade|Farm|Fairway|Fen|Ford|Furlong|Glen|Granary|"
    "Grange|Hey|Hollow|Hurst|Keep|Landing|Lawns?|Limes|Links?|Lock|Loop|Moorings|Orchards?|Pastures|"
    "Pavement|Pines|Poplars|Priory|Rest|Retreat|Riverside|Sidings|Slade|Steps|Warren|Waters|Wells|"
    "Willows|Woods?|Almshouses|Flats|Stables|Barns?|Forge|Manor|Rectory"
)
"""How fewer streets end: only where both words have their capitals."""
_WORD = r"(?:[A-Z][A-Za-z'.-]{0,30})"
_UNIT = r"\d{1,4}[A-Za-z]?"
_DOOR = r"\d{1,4}(?:[A-Za-z]| [b-dB-D](?=,? [A-Z][a-z]))?"
_RANGE = rf"{_DOOR}(?: ?(?:-|/|&| and | to ) ?{_UNIT})?"
_ROADWAY = rf"(?:{_WORD} ){{1,4}}(?:(?i:{_STREETS}|{_HOUSES})|{_RARER})(?!\w|'(?!s\b)\w)"
_ITS_STREET = (
    rf"(?:, (?:{_WORD} ){{1,3}}(?i:street|st|road|rd|avenue|ave|lane|close|drive|approach|crescent|"
    r"gardens|row|parade|walk)(?!\w|'(?!s\b)\w))"
)
"""The street of a building that has a number of its own; not "Pound Hill", which may be a town."""
_STOREY = (
    r"(?:(?<!\w)(?i:basement|(?:ground|first|second|third|top)[ -]floor|garden|top|front|rear|"
    r"back) "
    r"(?i:flat),? )?"
)
_STAIR = r"(?:(?<!\w)\d{1,2}[FfBb]\d{1,2},? |(?<!\w)PF\d,? )?"
_NUMBERED = (
    rf"{_STAIR}{_STOREY}(?<![\w£$€:/#])(?<!\d[.,-])(?<!\d\d\d )"
    rf"(?:(?i:no\.? ?|number ))?{_RANGE},? {_ROADWAY}"
)
_TIME_OR_UNIT = (
    r"(?!\w|[.:]\d|%| ?(?:am|pm|a\.m|p\.m|o'?clock|mph|mins?|minutes?|hours?|hrs?|days?|weeks?|"
    r"months?|years?|yrs?|quid|pounds|p\b|k\b|times|people|bed|beds|miles?|metres?|yards?|floors?|"
    r"storeys?|percent|per|and a half|x|different|other|more|of|or \d|out of)\b|/\d| ?(?:st|nd|rd|"
    r"th)\b)"
)
_ON_STREET = rf"(?!(?: [\w'.-]{{1,30}}){{1,3}} (?:(?i:{_STREETS})|{_RARER})(?!\w))"
_FLAT_NO = (
    r"(?:\d{1,4}[A-Za-z]?|(?<![A-Za-z])[A-Z]\d{0,3})"
    rf"(?:(?:, ?| and | & ?|-|/){_UNIT}(?!\w){_ON_STREET}){{0,4}}"
)
_FLAT = (
    r"(?<!\w)(?i:flats?|flts?|apartments?|apts?|maisonette)\.? ?(?i:no\.? ?|nr\.? ?|number |#)?"
    rf"{_FLAT_NO}{_TIME_OR_UNIT}"
)
_ROOM = rf"(?<!\w)(?i:unit|room|suite|studio|plot|floor)\.? ?{_FLAT_NO}(?!\w)"
_SITE = (
    "park|site|court|works|farm|marina|wharf|yard|mews|meadows?|hall|house|centre|lodge|fields?|"
    "chambers|estate|row|street|road|lane|arches"
)
_ON_SITE = re.compile(
    r"(?<!\w)(?i:unit|room|rm|studio|suite|caravan|chalet|cabin|pitch|berth|house|"
    r"bungalow|lodge|arch)\.? ?"
    rf"(?i:no\.? ?|number )?{_FLAT_NO},? (?:{_WORD} ){{1,3}}(?i:{_SITE})(?!\w|'(?!s\b)\w)"
)
_LOW_BUILDING = (
    r"(?!(?:in|on|of|the|above|our|this|that|my|next|and|is|has|at|by|whole|council|to|near|"
    r"from|with|"
    r"below|opposite|same|tower|a)\b)(?:[a-z][a-z'-]{1,20} ){1,2}"
    r"(?:house|hse|court|ct|tower|point|mansions|lodge|heights|buildings)(?!\w)"
)
_IN_BUILDING = rf"(?:(?:{_WORD} ){{1,3}}(?i:{_HOUSES})(?!\w|'(?!s\b)\w)|{_LOW_BUILDING})"
_FULL = re.compile(
    rf"{_FLAT}(?:(?:,? (?i:ground|first|second|third|top) (?i:floor))?,? {_IN_BUILDING}"
    rf"(?: {_ROADWAY})?)?(?:(?:,? {_RANGE},?|,) {_ROADWAY})?|"
    rf"{_ROOM}(?:,? {_IN_BUILDING})?,? {_RANGE},? {_ROADWAY}|"
    rf"{_NUMBERED}(?:,? {_RANGE},? {_ROADWAY}|(?:(?<=(?i:villas))|(?<=(?i:cottages))|"
    rf"(?<=(?i:mews))|(?<=(?i:house))|(?<=(?i:court))|(?<=(?i:buildings))|(?<=(?i:mansions))){_ITS_STREET})?"
    rf"(?:,? {_FLAT})?|(?<![\w-])(?:{_WORD} ){{1,3}}(?i:{_HOUSES}),? {_FLAT}"
)
_IN_NAMES = words("old new long st lower upper the cow green half north south east west")
"""Of the words that describe or count: those that streets are called by, too."""
_NO_NAME = (NOT_IN_STREET | FUNCTION) - _IN_NAMES
_LOW_NAME = rf"(?!(?:{'|'.join(sorted(map(re.escape, _NO_NAME)))})\b)[a-z'][a-z'-]{{1,20}}"
_LOW_ENDING = (
    rf"(?:,? (?:{_RANGE},? )?(?:{_LOW_NAME} ){{1,2}}(?:{_STREETS}|{_HOUSES})"
    r"(?!\w|'(?!s\b)\w)){1,2}"
)
_LOW_FLAT = re.compile(
    rf"(?:{_FLAT}|{_ROOM}){_LOW_ENDING}|(?<![\w'-])(?:{_LOW_NAME} ){{1,2}}(?:{_HOUSES}),? {_FLAT}"
)
"""A flat in small letters goes on with its house and road: "flat 2, 71 linden way"."""
_LOW_ROAD = re.compile(
    r"(?<![\w£$€:/#])(?<!\d[.,-])((?:(?:house|door|property) )?(?:no\.? ?|number |num ))?"
    rf"({_UNIT}(?: ?(?:-|/|&| and ) ?{_UNIT})?),? ((?:[a-z'][a-z'-]{{2,20}} ){{1,2}})"
    r"(road|rd|street|str|st|avenue|ave|lane|ln|gardens|gdns|grove|terrace|crescent|mews|hse|mansions|"
    r"close|drive|court|house|walk|way|tower|point|heights|lodge|place|hill|square|row|parade|"
    r"buildings|rise|yard|wharf|quay|villas|cottages|view|vale|croft|mount)(?!\w)",
    re.I,
)
_LOW_RARER = re.compile(
    rf"(?<![\w£$€:/#])\d{{1,4}}[a-z]?,? (?:{_LOW_NAME} ){{1,2}}(?:{_RARER.lower()})(?!\w)"
)
_MONTH_WORD = re.compile(MONTH, re.I)
_UNIT_WORD = re.compile(
    r"(?:am|pm|bus|x|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?|weeks?|wks?|months?|mths?|"
    r"years?|yrs?)\.?", re.I,
)  # fmt: skip
_CROWD = re.compile(
    r" (?:residents?|traders?|shops?|people|families|homes|flats|households|businesses|bus(?:es)?|"
    r"station|stop|market|area|estate|neighbours|users|wardens?|shopkeepers|banks?|pubs?|schools?|"
    r"signatures|parents|drivers|tenants|leaseholders|side)\b"
)
_COUNTED = re.compile(
    r"\b(?:approx\.?|over|under|nearly|almost|all|some|every|bus(?:es)?|routes?|these|"
    r"those|our|other|first|last|next|top|least|most|than|another|only|just|with|"
    r"column|lamp|lamppost|pole|post|bay|platform|pitch|stall|bin|gate|bench|page|table|figure|"
    r"section|item|question|option|january|february|march|april|may|june|july|august|september|"
    r"october|november|december|(?:the|half|quarter|five|ten|twenty|just) past) $", re.I,
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
    r"(?<!\w)((?i:(house|door|property) )?(?i:(?:number )?number|no\.?|num\.?|nr) ?"
    rf"([1-9]\d{{0,2}}[A-Za-z]?|(?<=r )(?i:{_NUMBER_WORD})))"
    rf"(?:{_TIME_OR_UNIT}|(?= of {_ROADWAY}))"
)
_HOUSE_NUMBER = re.compile(
    rf"(?<!\w)(?i:house|door|property|flat)(?:(?i: no\.?| number| num)(?P<told>(?i: is| was|'s|"
    rf":| =))?)? "
    rf"(?P<door>\d{{1,4}}[A-Za-z]?){_TIME_OR_UNIT}"
)
_NUMBERS = re.compile(
    rf"(?<=\b[Aa]t )(?i:numbers|nos\.?|houses) {_UNIT}(?:(?:, ?| and | & ?|-){_UNIT}){{1,4}}(?!\w)"
)
_PEOPLE = (
    r"(?:wom[ae]n|m[ae]n|lady|ladies|bloke|guy|geezer|family|couple|neighbou?rs?|tenants?|"
    r"residents?|owners?|dealers?|landlord|pensioner|widow|party|folk|"
    r"(?<!parking )lot|fella|chap|gentleman|her|him|them|those|idiots?|one|ones|students|dog|dogs)"
)
_PLACED = re.compile(
    r"(?:\b(?:at|from|in|opposite|opp\.?|outside|behind|above|below|beside|to|with|by|like|against|about|"
    r"across|near|past|next to|next door to|of|is|was|we're|we are|i'm|i am|im|me|and|or|family|"
    r"it['’]?s|that['’]?s|they['’]?re|"
    r"lot|people|neighbours?|address|live|lives|always|usually|mostly|definitely|probably|only|"
    r"visit(?:ed|s|ing)?|rent(?:ed|s|ing)?|check|inspect\w*|own(?:ed|s)?|bought|sold|"
    r"@)|[,:(-]|^|\n)\s?$", re.I,
)  # fmt: skip
_NOT_A_DOOR = re.compile(
    r" (?:bus(?:es)?|routes?|trains?|trams?|service|stop|line|priority|prority|concern|issue|"
    r"reasons?|problem|complaint|nuisance|thing|fan|enemy|rule|question|on (?:your|the|my|our) "
    r"(?:list|agenda)|cares|one|spot|on the (?:post|form|map|back|list)\b|"
    r"in the (?!same|next|other|street|road|block|close)|"
    r"in (?:an? |the |your )?(?:queue|line|list|row)\b|"
    r"to (?:stratford|bow|mile|the|london|victoria|hackney|"
    r"shoreditch|ilford|bank|aldgate|poplar|canary|oxford|liverpool)|towards|driver|night|is "
    r"(?:always|lights|trust)|for (?:me|us|them)\b|liar|\d)", re.I,
)  # fmt: skip
_AT_NUMBER = re.compile(
    rf"\bat (\d{{1,4}}[a-hA-H]){_TIME_OR_UNIT}(?!\.?m\b)|"
    rf"\b{_PEOPLE}(?: (?:upstairs|downstairs|opposite|above|below|next door|who lives?|living|over|"
    rf"across|round))? (?:at|in|from|(?<=lord |nant |dent |wner )of|over at|up at|down at) "
    rf"([1-9]\d{{0,3}}[A-Za-z]?){_TIME_OR_UNIT}(?!\+)|"
    rf"\b(?:live|lives|living|lived|liv|residing|reside|resides|house|home|flat|door)"
    rf"(?: (?:opposite|over|across|next door|upstairs|downstairs|above|below|just|now|still))? at "
    rf"(\d{{1,4}}[A-Za-z]?){_TIME_OR_UNIT}|\b(?:over|across) (?:the |my |our )?(?:road|street|way|"
    r"landing|hall|corridor|close|lane) (?:at|from) "
    rf"(\d{{1,4}}[A-Za-z]?){_TIME_OR_UNIT}|\bnext door to (\d{{1,4}}[A-Za-z]?){_TIME_OR_UNIT}"
    r"(?! [a-z]{3,}s\b| \d)",
    re.I,
)  # fmt: skip
_COMING = re.compile(
    r"\b(?:com(?:e|es|ing)|came|get(?:s|ting)?|got|go(?:es|ing)?|went|walk\w*|be|back|return\w*|"
    r"driv\w+|drove|cycl\w+|arriv\w+|head\w*|run) home at \d+[a-z]?$", re.I,
)  # fmt: skip
"""At a time of day: "come home at 5"."""
_CLOCK = re.compile(
    r" (?:at night|in the|every|each|on (?:a |the )?(?:mon|tue|wed|thu|fri|sat|sun|week|bbc|itv|"
    r"tv|sky|channel)|tonight|"
    r"most|last|sharp|ish|til|until|till|when|to \d|and \d)", re.I,
)  # fmt: skip


_MAY_BE_DOOR = re.compile(rf"\d|[Ff]lat [A-Z]|FLAT|[Nn]umber [a-z]|\b{_NUMBER_WORD}", re.I)
_LOOSE = words(
    """
    close drive court house walk way tower point heights lodge place hill square row parade
    buildings
    """
)
"""Streets and buildings that are plain words: they need more than a number before them."""
_BUILDINGS = words("villas cottages house hse court mansions buildings")
_LOW_STREET = re.compile(
    rf", (?:{_LOW_NAME} ){{1,2}}(?:street|st|road|rd|avenue|ave|lane|close|drive|approach|crescent|"
    r"gardens|row|parade|walk)(?!\w|'(?!s\b)\w)", re.I,
)  # fmt: skip
_BEFORE = re.compile(r"^$|[,:;(\n.] ?$")
_AFTER = re.compile(r"\s*(?:[,.;:!)\n]|$)")
_THE_PLACE = re.compile(
    rf"(?<![\w£$€:/#.])({_UNIT},? The [A-Z][a-z]{{2,20}}(?: [A-Z][a-z]{{2,20}})?"
    rf"{_ITS_STREET}?)(?=\s*(?:[,.;:?)\n-]|$)| [a-z])"
)
_LOW_PLACE = re.compile(
    r"(?<![\w£$€:/#.])\d{1,4}[a-z]? the (?:[a-z]{3,20} )?"
    r"(?:crescent|close|terrace|paddock|mews|green|avenue|grove|drive|lane|parade|maltings|cottages|gardens|row)(?!\w)"
    rf"(?:, (?:{_LOW_NAME} ){{1,2}}(?:street|road|avenue|lane|close|drive|approach)(?!\w))?", re.I,
)  # fmt: skip
_THE_STREET = re.compile(rf"The (?i:{_STREETS})(?!\w)")
_TOLD_HOME = re.compile(r"\b(?:liv(?:e|es|ed|ing) (?:at|in|on)|address(?: is)?|home is):? $", re.I)
_TOLD_PLACE = re.compile(
    r"\b(?i:live at|lives at|living at|lived at|address(?: is|:)|resident (?:of|at)|home is|"
    r"home at) "
    rf"({_RANGE},? {_WORD}(?: {_WORD}(?!\w)){{0,3}})(?!\w)"
)
_ROAD_NAME = rf"(?:[a-z'][a-z'-]{{2,20}} ){{1,2}}(?:{_STREETS})"
_ROAD_FIRST = re.compile(
    rf"(?<!\w)(?:(?P<named>{_ROAD_NAME},? (?:house |door )?(?:no\.? ?|number |nr\.? ?|# ?){_UNIT})|"
    rf"(?<=\blive )(?:at|on|in) (?P<lived>{_ROAD_NAME},? {_UNIT})|"
    rf"(?<=\baddress )(?:is )?(?P<told>{_ROAD_NAME},? {_UNIT}))"
    rf"{_TIME_OR_UNIT}",
    re.I,
)
_WORDED = re.compile(
    rf"(?<!\w)(?i:((?:flat|apartment) (?:no\.? |number )?(?:{_NUMBER_WORD}|one)(?:(?=[,.;:!?)]|"
    rf"$| (?:who|has|"
    rf"have|keeps?|plays?|deals?|in|are)\b)|,? {_LOW_BUILDING}))|"
    rf"{_NUMBER_WORD},? (?:[a-z'][a-z'-]{{1,20}} ){{1,2}}(?:{_STREETS}|{_HOUSES})(?!\w|'(?!s\b)\w))"
)
_COMPOUND = re.compile(r"(?i:\w+ty[ -]\w+|\w+ hundred(?: and [\w-]+)?)(?: [A-Z][a-z]+){1,2}$")
"""Nobody counts roads so: "one hundred and eight Quill Street"."""
_FIRST_OF_LIST = re.compile(r"\b(?:no\.?|number) ?(?:1|one)\b", re.I)
_KEEPS = re.compile(
    r" (?:is|are|has|have|keeps?) (?:a |an |the |full of )?(?:cannabis|crack|drugs?|dealing|"
    r"dealers?|"
    r"weed|party|parties|brothel|hmo|air ?bnb|squat\w*|growing|selling|loud|noisy)\b", re.I,
)  # fmt: skip


_SAYS = re.compile(
    r" (?:says?|states?|said|stated|claims?|claimed|complain\w*|alleges?|alleged|reckons?|"
    r"den(?:y|ies|ied)|insists?|argues?|argued|shouts?|shouted|threw|throws?|told|moved (?:in|out)|"
    r"sublets?|parks? |plays? |lets? (?:his|her|their)|"
    r"ha(?:s|ve) (?:cut|put|built|planted|dumped|threatened|complained|been (?:playing|shouting|"
    r"having|dealing|burgled|broken|empty|vacant|squatted|sublet))|"
    r"(?:is|are|stands?) (?:empty|vacant|derelict|overcrowded|sublet)|"
    r"keeps? (?:his|her|their|dumping|parking|playing|shouting|putting|leaving))\b", re.I,
)  # fmt: skip
"""What only people do: "No. 17 states", "number 4 has been playing"."""
_NAMED_HOUSE = re.compile(
    r"(?:[\"“‘'][A-Z][\w' -]{2,30}[\"”’']|\bThe (?:Old |New )?[A-Z][a-z]+|\b(?:[A-Z][a-z'’]+ ){1,2}"
    r"(?:Cottage|House|Lodge|Forge|Barn|Rectory|Vicarage|Farm|Mill|Bungalow|Villa|Manor|Hall|Grange|"
    r"Stables|Croft|Granary|Priory|Oast))(?:,| -) ?$"
)
_FLOOR = re.compile(
    r",? (?:the )?(?:(?:top|ground[ -]floor|garden|upper|lower)[ -]flat|basement(?: flat)?)(?!\w)",
    re.I,
)
_BUS = re.compile(r"\b(?:bus|route|train|platform|bay|question|item|page|table|stop) ?$", re.I)


def address(text: str) -> Iterator[Span]:
    """A door: number with street or building, flat numbers, "the woman at number 42".

    With the house's own name before it and its floor behind. Streets, estates, parks and wards
    without a number stay: analysis needs them.
    """
    if not _MAY_BE_DOOR.search(text):
        return
    for start, end in _doors(text):
        named = _NAMED_HOUSE.search(text, max(0, start - 36), start)
        floor = _FLOOR.match(text, end)
        yield named.start() if named else start, floor.end() if floor else end


def _doors(text: str) -> Iterator[Span]:
    refused: set[int] = set()
    for m in _FULL.finditer(text):
        if _is_door(text, m):
            yield m.span()
        else:
            refused.update(range(*m.span()))
    for m in _LOW_FLAT.finditer(text):
        yield m.span()
    for m in _LOW_ROAD.finditer(text):
        if m.start() in refused:
            continue
        names = m.group(3).lower().replace("' ", " ").split()
        if any(w in _NO_NAME or _MONTH_WORD.fullmatch(w) for w in names):
            continue
        told = cue(text, m.start(), 24, _LIVES) or cue(text, m.start(), 16, _BY)
        if any(w in NOT_IN_STREET for w in names) and not (m.group(1) or told):
            continue
        alone = _BEFORE.search(text[max(0, m.start() - 2) : m.start()]) and _AFTER.match(
            text, m.end()
        )
        if m.group(4).lower() in _LOOSE and not (m.group(1) or alone or told):
            continue
        if not m.group(1) and _numbers_something_else(text, m.start(), m.end(), m.group(2)):
            continue
        more = _LOW_STREET.match(text, m.end()) if m.group(4).lower() in _BUILDINGS else None
        yield m.start(), more.end() if more else m.end()
    for m in _ROAD_FIRST.finditer(text):
        start, end = m.span(m.lastgroup or 0)
        names = m.group(m.lastgroup or 0).lower().split()[:2]
        if not (any(w in NOT_IN_STREET for w in names) or _NOT_A_DOOR.match(text, end)):
            yield start, end
    for m in _THE_PLACE.finditer(text):
        before = text[max(0, m.start() - 2) : m.start()]
        street = _THE_STREET.search(m.group(1))
        if before == ", " or street or any(cue(text, m.start(), 24, c) for c in (_LIVES, _BY)):
            yield m.span(1)
    for m in _LOW_PLACE.finditer(text):
        alone = _BEFORE.search(text[max(0, m.start() - 2) : m.start()])
        if (alone and _AFTER.match(text, m.end())) or cue(text, m.start(), 24, _LIVES):
            yield m.span()
    for m in _ON_SITE.finditer(text):
        yield m.span()
    for m in _LOW_RARER.finditer(text):
        if cue(text, m.start(), 24, _TOLD_HOME):
            yield m.span()
    for m in _TOLD_PLACE.finditer(text):
        if not (_CROWD.match(text, m.end()) or _MONTH_WORD.search(m.group(1))):
            yield m.span(1)
    for m in _WORDED.finditer(text):
        if m.group(1) or cue(text, m.start(), 24, _LIVES) or _COMPOUND.match(m.group()):
            yield m.span()
    yield from _numbers(text)
    for m in _HOUSE_NUMBER.finditer(text):
        yield m.span("door") if m.group("told") else m.span()
    for m in _NUMBERS.finditer(text):
        yield m.span()
    for m in _AT_NUMBER.finditer(text):
        group = m.lastindex or 0
        number = m.group(group)
        if re.match(r"(?:19|20)\d\d$", number):
            continue
        if _MONTH_WORD.match(text, m.end() + 1) and text[m.end() : m.end() + 1] == " ":
            continue
        early = number.isdigit() and int(number) <= 12
        coming = _COMING.search(text, max(0, m.start() - 16), m.end())
        if early and (coming or _CLOCK.match(text, m.end())):
            continue
        yield m.span(group)


def _numbers(text: str) -> Iterator[Span]:
    """Doors told as a number alone; where one is, the other numbers told so are doors, too."""
    first_of_list = _FIRST_OF_LIST.search(text)
    told, others = False, []
    for m in _NUMBER.finditer(text):
        if len(m.group(3)) == 1 and first_of_list and first_of_list.end() <= m.start():
            continue  # "No 1 is lights, no 2 is bins"
        placed = cue(text, m.start(), 16, _PLACED)
        if m.group(2) or _SAYS.match(text, m.end()):
            placed = True
        elif _NOT_A_DOOR.match(text, m.end()) or cue(text, m.start(), 12, _BUS):
            continue
        elif m.start() == 0 or text[m.start() - 1] == "\n":
            # "Number 8 bus stop", "No. 1 liar": a sentence that counts
            ends = m.end() >= len(text.rstrip(" .!"))
            placed = ends or bool(_KEEPS.match(text, m.end()))
        if placed:
            told = True
            yield m.span(1)
        else:
            others.append(m.span(1))
    if told:
        yield from others


_LIVES = re.compile(
    r"\b(?:liv(?:e|es|ing|ed) (?:at|in|on)|address(?: is)?|im at|i'm at|at|from|to|visit)\W{1,3}$",
    re.I,
)


_BY = re.compile(
    r"\b(?:outside|opposite|beside|behind|near|in|is|was|now|its|it's|live|stay|moved to|out of|"
    r"front of|accommodation|house|own|we are|we're|i'?m|i am)\W{1,3}$", re.I,
)  # fmt: skip


def _is_door(text: str, m: re.Match[str]) -> bool:
    """Whether a numbered match names a door, not a count, a year, a bus or a stretch of time."""
    start, end = m.span()
    word = m.group()
    if re.match(r"(?i)flat|apart|apt|maison|unit|room|suite|studio|plot|floor", word):
        single = re.match(
            r"(?i)(?:flats?|apartments?|apts?|maisonette)(?: |\. ?)([A-Za-z])(?!\w)", word
        )
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
    if word.isupper() and any(w.strip(",.").lower() in _NO_NAME for w in street.split()[:-1]):
        return True  # shouted, every word has a capital
    if _MONTH_WORD.fullmatch(first) or _UNIT_WORD.fullmatch(first):
        return True
    between = re.search(r"\b(?:between|from) $", text[max(0, start - 9) : start], re.I)
    return bool(between and re.match(r"\d+ (?:and|to) \d+", word))
