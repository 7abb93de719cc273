"""The words by which headings tell what a column holds: tables, no logic."""

from __future__ import annotations

import re


def _words(text: str) -> re.Pattern[str]:
    """A pattern for any of these whole words or phrases, one alternative a line or bar."""
    return re.compile(rf"\b(?:{'|'.join(text.split('|'))})\b", re.I)


def _join(*lines: str) -> re.Pattern[str]:
    return _words("|".join(lines))


FUNCTION_WORDS = frozenset(
    re.findall(
        r"\S+",
        "a an the and or but not no of to in on at for from with without by as is are was were be "
        "been am has have had do does did will would can could should must may might it its it's "
        "this that these those there here they them their we us our i me my you your he she his "
        "her who what when where which why how if so because than then very too more less most "
        "some any all every about up out into over after before during don't dont can't cant "
        "isn't won't need needs get",
    )
)
"""Words that sentences have and names, codes and places do not."""

OPEN_HINT = _join(
    r"comments?|text|responses?|answer|feedback|views?|opinions?|suggest\w*|why|explain|describe",
    r"tell us|anything|other|else|improv\w*|concerns?|thoughts?|ideas?|problems?|benefits?|say",
    r"free|verbatim|body|message|how|what|details?|experience|reasons?|please",
)
"""Headings that may ask for words; they lower what the values must show."""

OPEN_NAME = _join(
    r"comments?|text|response|answer|feedback|views?|verbatim|body|message|free.?text|opinions?",
    r"suggestions?|tell us|anything else|why|describe|explain|what",
)
"""Headings that ask for words; used where no column shows it by its values."""

ASKS_FOR_WORDS = _join(
    r"comments?|tell us|why|explain|describe|anything else|suggestions?|verbatim|free.?text",
    r"in your own words|other thoughts|further (?:views|thoughts|details)",
)
"""Headings that can only ask for words: few answers are enough to believe them."""

ABOUT_AN_ANSWER = re.compile(
    r"\b(?:ids?|ref|reference|number|no|code|date|time|sentiment|score|type|category|tags?|label)$",
    re.I,
)
"""Headings that speak of an answer without being one: "Comment ID"."""

ASKS_FOR_CHOICE = re.compile(
    r"^(?:q?\d++[a-z]?+[.:) ]*+)*+(?:how (?:much|safe|often|likely|satisfied|well|many|important"
    r"|far|long|confident|strongly|would you rate)|to what extent|do you|have you|are you|did you"
    r"|is there|which|should|would you|overall|tick|select|rate|please (?:rate|select|tick))\b",
    re.I,
)
"""Headings that ask to choose; with few answers they outweigh wordy options."""

GROUP_NAME = _join(
    r"wards?|ages?|aged|gender|sex|ethnic\w*|race|religion|religious|faith|beliefs?|disab\w*",
    r"orientation|sexuality|tenure|^areas?$|area name|which areas?|what area",
    r"borough|district|neighbou?rhood|locality|parish|town",
    r"city|region|lsoa|postcode area|household|income|employment|occupation|working status",
    r"language|nationality|pregnan\w*|marital|carer|caring|transgender|trans|usertype",
    r"(?:user|respondent|resident|contributor|stakeholder|service|customer|housing)[ _-]?type",
    r"type of (?:respondent|resident|user)|responding as|are you an?|live in|where do you live",
    r"which of (?:these|the following) (?:best )?describes? you|deprivation|imd|group|segment",
    r"cohort",
)
CONSENT_NAME = _join(
    r"consent\w*|quote|quoted|quoting|permission|publish\w*|gdpr|may we|can we use|happy for us"
)
QUOTING = _join(r"quot\w*|publish\w*|use (?:your|my) (?:words|comments?|answers?)")
WEIGHT_NAME = _join(r"weights?|weighting|wgt|wt|rim weight|sample weight")
VOTE_NAME = _join(
    r"agrees?|disagrees?|votes?|upvotes?|downvotes?|likes?|dislikes?|passes|moderated|replies",
    r"shares|views|score|stars",
)
TIME_NAME = _join(
    r"time ?stamp|epoch|unix|date|datetime|time|when|submitted|completed|created|recorded|started",
    r"ended|responded|received",
)
"""Headings under which a large number may count time."""
ID_NAME = _join(
    r"ids?|ref|reference|uid|uuid|guid|urn|number|no|code|key|respid|caseid|serial|record"
)
PERSON_NAME = _join(
    r"respondents?|resp|participants?|author|users?|person|contributor|member|resident|customer",
    r"case|panel|unique response|respid|caseid",
)
DATE_NAMES: tuple[re.Pattern[str], ...] = (
    _join(r"submit\w*|submission|completed?|completion|recorded?|end|ended|finish\w*"),
    _join(r"response|responded|contribution|timestamp|created|received|date of survey"),
    re.compile(r"^(date|datetime|date ?time|when)$", re.I),
    _join(r"date|datetime|day|time|started?|start"),
)
"""Headings of dates, the likeliest date of the answer first."""

PRIVATE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("e-mail addresses", re.compile(r"\be-?mail\b(?!.*\b(prefer|method|how)\b)", re.I)),
    ("network addresses", re.compile(r"\bip\b|\bip ?address\b|\bipaddr\w*", re.I)),
    (
        "telephone numbers",
        re.compile(
            r"\b(tele)?phone( number)?s?\b(?!.*\b(use|mast|signal|box)\b)|\bmobile (no|number)\b",
            re.I,
        ),
    ),
    ("dates of birth", _join(r"dob|date of birth|birth ?date|birthday")),
    (
        "home addresses",
        re.compile(
            r"\b(home |postal |full |your |street )?address( line)?( ?\d)?$"
            r"|\bhouse (name|number)\b",
            re.I,
        ),
    ),
    (
        "positions on the map",
        _join(r"latitude|longitude|lat|lon|lng|easting|northing|geo ?code|coordinates?"),
    ),
    (
        "names",
        re.compile(
            r"^(your |full |first |last |fore|sur|given |family |middle |contact |screen |user ?"
            r"|display |respondents? |participants? |students? |residents? )*"
            r"(names?|forename|surname)( ?\d)?$|^login$"
            r"|\bwhat is your (full )?name\b|^(first|last) ?name$"
            r"|\brecipient (first|last) ?name\b|\blogin \(screen name\)",
            re.I,
        ),
    ),
    (
        "the way the form was filled in",
        _join(
            r"user ?agent|browser|referr?er|collector|duration|time taken|seconds|progress",
            r"tracking link|device|operating system|resolution|seed|last ?page|start ?language",
            r"distribution channel",
        ),
    ),
)
"""What is never read: personal or technical, by the heading."""
