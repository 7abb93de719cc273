"""What announces a name: patterns over the words before it and after it."""

from __future__ import annotations

import re

from insight.redact.vocabulary import RELATIONS, SAYS, words

ON_A_ROAD = re.compile(
    r"\b(?:onto|along|off of|(?:corner|junction|intersection|end|top|bottom|side) (?:of|with)|"
    r"turn(?:ing|s)? (?:right |left )?(?:on|off|from|into)|(?:left|right) (?:on|off|from|into|"
    r"onto)|crossing|cross|across) $",
    re.I,
)

REL = "|".join(sorted(RELATIONS, key=len, reverse=True))
OWN = ("my", "our", "his", "her", "their", "your")
GAP = r"[ ,]{1,2}[\"'(]?$"
INTRO = re.compile(
    r"\b(?:(my (?:full |first |real |own )?names?(?:'?s| is| was)?(?: actually)?)|i(?:'m| am) "
    r"called|they (?:all )?call (?:me|him|her)|call(?:s|ed)? (?:me|him|her)|by the name(?: of)?|"
    r"go(?:es)? by(?: the name(?: of)?)?|(?:his|her|their|whose|chinese|real) names?(?:'s| is| "
    r"was)|(?:first|full|last|account|contact)? ?names?(?: \(optional\))? ?[:=]|^name|, name|"
    r"(?:caller|customer|surname|apologies|present|chair|witness(?:es)?|complainant|"
    r"applicant|contact|author|secretary|treasurer) ?:|full name|account name|name of|signed[:,]?|"
    r"f\.?a\.?o\.?:?|"
    r"attn:?|for the attention of|on behalf of)[ \t\n]{1,3}[\"'(]?$",
    re.I,
)
I_AM = re.compile(
    rf"\b(?:i'?m|i am|i|(?:s?he|that)'?s|this is|it'?s|it is|is that|says|said|writ(?:e|ing) for|"
    rf"for){GAP}",
    re.I,
)
ASK = re.compile(
    rf"\b(?:(?:{REL}|memory) of|"
    r"ask(?:ing|ed)? for|speak(?:ing)? (?:to|with)|spoke (?:to|with)|talk(?:ed)? to|dear|hi|"
    r"hello|"
    rf"hey){GAP}",
    re.I,
)
TO = re.compile(
    r"\b(?:"
    r"ask|asked|told|tell|contact(?:ed)?|phone|ring|rang|text|email|call|message|msg|dm|"
    r"thanks(?: to)?|thank you(?: to)?|thx|cheers|credit to|big up|shout ?out to|"
    r"hats off to|well done|bless|rip|r\.i\.p\.?|without|about|spoke with|good luck to|"
    r"luck to|run by|led by|chaired by|with|saw|met|meet|until|till|and|or|poor|late|esp|"
    r"especially|including|like|love|use|via|see|lad|man|shops?|named|voted for|only|by)" + GAP,
    re.I,
)
SAID_OF = re.compile(r"(?:shout|led|call|known|answer|go|nick|run)", re.I)
"""Cues after which even a word in quotation marks is what people call somebody."""
CALLED = re.compile(
    r"\b(?:shout(?:s|ing|ed)? for|led by|answer(?:s|ing) to|goes by|called|named|nicknamed|"
    r"known as|know (?:him |her )?as|calls? (?:himself|herself|themselves|me|him|her)|name is|"
    rf"called (?:himself|herself)){GAP}",
    re.I,
)
PERSON = re.compile(
    r"\b(?:he|she|he's|she's|hes|shes|they|stranger|others|pensioner|man|woman|bloke|guy|fella|"
    r"lady|person|someone|somebody|youth|kid|lad|"
    r"one|"
    rf"gentleman|girl|dude|chap|{REL})\b[^.!?\n]{{0,36}}$",
    re.I,
)
SOMEBODY = re.compile(
    rf"\b(?:(?:the|that|this) ones? |man|woman|bloke|guy|fella|lady|gentleman|girl|boy|dude|chap|"
    rf"youth|teenager|one of (?:them|us|the)|{REL})\b[^.!?,\n]{{0,40}}$",
    re.I,
)
"""The clause before the comma is about somebody: "the one who did it, Tyler,"."""
RELATED = re.compile(
    rf"(?:\b(my|our|his|her|their|your|the|a|young|old)\b(?: \w+){{0,2}} |\b)(?:{REL})"
    r"(?:,| called| named| is| was|'s called| -|:| \()? ?[ \"']$",
    re.I,
)
APPOSED = re.compile(
    r"\b(?:wom[ae]n|m[ae]n|girl|boy|lady|bloke|guy|lad|child|teenager|person|officer|resident)s?, "
    r"$",
    re.I,
)
AFTER = re.compile(
    r",? (?:next door|upstairs|downstairs|opposite|across the (?:road|street|landing|hall)|from "
    r"[a-z]+|my (?:neighbou?r|friend|mate|son|daughter|mum|dad|wife|husband|sister|brother|boss)|"
    r"the (?:caretaker|porter|warden|cleaner|leaflet|glass|electrician|postman|chemist|barber)|and "
    r"(?:i|me|her|his)\b|at (?:the|number|no)\b|in (?:the|housing)\b|who (?:lives|works|runs|is|"
    r"was)\b)",
    re.I,
)
KIN = re.compile(
    r"'s (?:mum|mother|dad|father|son|daughter|brother|sister|wife|husband|partner|friend|mate|"
    r"boyfriend|girlfriend|ex|nan|gran|pram|lock|scooter|car|phone|bag|purse|flat|house|room|kids?|grandson|"
    r"granddaughter|lad|lot|family|dog|"
    r"door|shed|window|bike|balcony|garden wall|phone)\b|,? my (?:neighbou?r|friend|mate|son|"
    r"daughter|husband|wife|partner|colleague)\b|,? the (?:caretaker|porter|warden|cleaner|"
    r"electrician)\b| and I\b"
)
KINDRED = words("mum mother dad father nan brother sister son daughter mate flat door dog")
"""What belongs to somebody: "Zaks mum" wants no apostrophe."""
CALLING = re.compile(r"(?:er|or|ist|ing|ion|ance|ence|ment|ity|ness|man|men|ee|ian|s)$")
AGED = re.compile(r" \(\d{1,2}\)|, (?:aged )?\d{1,2}[,.]")
"""E.g. "Isla (9)", "Gheorghe, 54,"."""
_OUR = rf", (?:my|our|his|her|their|the) (?:\w+ ){{0,2}}(?:{'|'.join(sorted(RELATIONS))})\b"
OUR_PERSON = re.compile(_OUR)
"""E.g. "Troy, our chair,"."""
ITS_PERSON = re.compile(
    r",? (?:who|whose|whom)\b|(?: (?!the\b|a\b)\w+){0,3} (?:his|her|hers|him|himself|herself)\b"
    rf"|[?.!,;:-]{{1,2}} ?(?:she|he)\b|{_OUR}|(?: \w+){{0,8}} and (?:he|she)\b"
    r"|(?: \w+){0,4} (?:who|whose)\b|'s (?:his|her) name\b| they call (?:him|her)\b"
)
"""What stands after a person: "Zuhra and her kids", "Cherelle off the stall who"."""
MADE = re.compile(r"(?:phob\w+|olog\w+|isms?|i[sz](?:e[ds]?|ing|ation)|ly|days)$")
"""The ending of a word that was made, not given: "Islamophobia", "Memorialise"."""
FROM = re.compile(r",? (?:from|next|up|down|my)", re.I)
NEAR_HOME = re.compile(
    r",? (?:next door|upstairs|downstairs|my (?:neighbou?r|friend|sister))", re.I
)
SIGN = re.compile(
    r"(?:^|[\n.!?,;:)-]\s{0,3}|\s-\s)(?:(?:kind|best|warm|warmest|many|with) )?(?:regards|thanks|"
    r"thank you|thankyou|thx|ta|cheers|yours(?: (?:sincerely|faithfully|truly|ever|in \w+))?|"
    r"sincerely|faithfully|love(?: from)?|signed|best(?: wishes)?|wishes|peace|from|sent by|"
    r"respectfully)[,.!:;\s-]{1,6}$",
    re.I,
)
LINE_START = re.compile(r"(?:\n\s{0,4}|^)$")
LINE_END = re.compile(r"\W{0,6}(?:$|\n)")
DASHED = re.compile(r"(?:^|\s)[-~]{1,2} ?$")
ENDING = re.compile(r"[ \t]?(?:x{1,4}|xoxo?)?[ \t]?(?:$|\n|,|\(|\.|!|\x00)", re.I)
WHO_OR_WHERE = re.compile(r",? who\b|,? (?:from|at|in|on) (?:the|number|no|flat)\b", re.I)
"""E.g. "Dawn Carter, who", "Dawn Carter from the third floor"."""
BUSY = SAYS | {"and", "who"}
OPENERS = frozenset('.!?\n:;•*|"')
TOKEN = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")

LAST: dict[re.Pattern[str], frozenset[str]] = {
    INTRO: words(
        """
        apologies present chair witness witnesses complainant applicant contact author secretary
        treasurer name names called me him her by of is was signed fao o attn caller customer
        surname actually optional
        """
    ),
    I_AM: words("i'm im am i is it its says said for that she he shes hes thats"),
    ASK: words("of for to with dear hi hello hey"),
    TO: words(
        """
        ask asked told tell contact contacted phone ring rang text email call message msg dm
        thanks to you thx cheers up done bless rip without about by with saw met meet until till
        and or poor late esp especially including like love use via see lad man shop shops named for
        only
        """
    ),
    CALLED: words("for by to called named nicknamed as himself herself themselves me him her is"),
    RELATED: RELATIONS | words("called named is was"),
    APPOSED: words(
        """
        woman women man men girl boy lady bloke guy lad child teenager person officer
        resident girls boys ladies blokes guys lads residents officers
        """
    ),
}
"""For each cue the words that can stand last in it: the cheap test before the pattern."""

CUES: dict[str, tuple[re.Pattern[str], ...]] = {
    word: tuple(p for p, last in LAST.items() if word in last)
    for word in frozenset().union(*LAST.values())
}
