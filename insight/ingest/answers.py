"""Tells answers from what only stands where an answer should be."""

from __future__ import annotations

import re
import unicodedata


def phrases(text: str) -> frozenset[str]:
    """A set of phrases written with bars between them."""
    return frozenset(text.split("|"))


NON_ANSWERS = phrases(
    "n a|na|n k|nk|n c|nil|nill|nul|null|none|non|no|nope|nah|not applicable|non applicable|"
    "not relevant|nothing|nothing much|nothing else|nothing more|nothing further|"
    "nothing really|not really|no not really|nothing at all|nothing comes to mind|"
    "nothing springs to mind|nothing specific|nothing in particular|nothing special|"
    "none really|none at all|no idea|no ideas|no opinion|no opinions|no view|no views|"
    "no preference|no answer|no response|no reply|no thanks|no thank you|none thanks|"
    "none thank you|nothing thanks|nothing thank you|no comment|no comments|no coment|"
    "no coments|no commment|no commments|nocomment|nocomments|no other|no others|"
    "no suggestions|no suggestion|no feedback|no reason|no reasons|none given|none stated|"
    "not stated|not answered|did not answer|didnt answer|did not respond|unanswered|declined|"
    "refused|skip|skipped|pass|blank|left blank|empty|tbc|tba|prefer not to say|"
    "rather not say|i d rather not say|not prepared to say|not known|unknown|dont know|"
    "don t know|do not know|i dont know|i don t know|i do not know|dunno|dk|idk|d k|not sure|"
    "unsure|im not sure|i m not sure|i am not sure|cant think of any|cannot think of any|"
    "cant think of anything|can t think of anything|cannot think of anything|"
    "can t think of any|as above|as before|as previous|as previously|same|same as above|"
    "same as before|same again|same answer|same as previous|same as previous answer|"
    "same as last|same as the above|the same|the same as above|ditto|dito|idem|see above|"
    "see my above|please see above|pls see above|refer to above|above|see previous|see earlier|"
    "see below|as below|see other|see other answers|already answered|already answered above|"
    "already said|already stated|already mentioned|answered above|answered already|"
    "answered previously|mentioned above|stated above|said above|as i said|as said|as stated|"
    "as already stated|as mentioned|as i said before|as i said above|see attached|"
    "see attachment|see letter|see email|see separate sheet|please see attached|nothing to add|"
    "nothing to say|nothing more to add|nothing more to say|nothing further to add|"
    "nothing else to add|nothing else to say|nothing to report|nothing to comment|"
    "nothing to declare|n a thanks|none to add|no further|not at this time|not at present|"
    "not at the moment|not right now|none at the moment|none at present|none at this time|"
    "none for now|none i can think of|none that i can think of|nothing i can think of|"
    "nothing that i can think of|not that i know of|not that i can think of|"
    "none that i know of|none i know of|none known|not any|no i dont|no i don t|no i do not|"
    "no i havent|no i have not|yes|yep|yeah|yes thanks|ok|okay|k|x|xx|xxx|y|n|all above|"
    "all of above|all of the above|see all above|any|all good thanks|no nothing|no none|"
    "no nothing else|no nothing to add|no thats all|no that s all|thats all|that s all|"
    "thats it|that s it|thats everything|that s everything|no thats it|no that s it"
)
"""Whole answers, in the form that `normal` gives, that say nothing of their own."""

PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # "I have no further comments at this time", "nothing else to add"
        r"(i |we )?(have |ve |ve got |do not have |don t have |dont have |got )?(no|any|nothing)"
        r"( other| further| more| additional| else| specific| particular| real)*"
        r"( comments?| ideas?| suggestions?| views?| opinions?| thoughts?| feedback| answers?)?"
        r"( to (make|add|say|give|offer|report|comment))?( on this| about this| really)?"
        r"( at (this|the) (time|moment|stage|point)| at present| currently| for now| right now)?"
        r"( thanks| thank you)?",
        # "see my previous answer", "please see answer to question 3", "as per Q1", "same as q 2"
        r"(please |pls |plz )?(see|as|as in|as per|refer to|same as|same answer as|again see|read)"
        r"( back to)?( my| the| our)?( previous| last| above| earlier| other| first| prior| same)*"
        r"( answers?| comments?| responses?| repl(y|ies)| questions?| points?| box| section| q)?"
        r"( above| below| previously| before| already)?( (given|made|provided|stated))?"
        r"( above| below| previously| before| already)?"
        r"( (to|for|in|at|on))?( the| my)?( previous| last| above| first)?"
        r"( questions?| q| no| box)*"
        r"( ?q? ?\d{1,2}[a-z]?)?( above| below)?( please)?",
        # "already covered in my earlier answer", "I have answered this above"
        r"(i |i ve |i have |this is |this was )?(already )?(answered|covered|stated|explained|said|"
        r"mentioned|commented|given)( this| that| it| these| my answer| my views?)?( already)?"
        r"( in| above| previously| before| earlier| at| under)+( my| the)?"
        r"( previous| above| last| earlier| other| first)*"
        r"( answers?| comments?| responses?| questions?| q ?\d{1,2})?",
    )
)
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")
MASH = re.compile(
    r"(?:(?:asdf|qwer|zxcv|hjkl|sdfg|dfgh|jklh|wasd|lkjh|fdsa|poiu|qwerty|asdfgh){1,}[a-z]{0,4}"
    r"|(?:asd|qwe|zxc|jkl|dfg|fgh|sdf){2,}[a-z]{0,3}|(\w)\1{2,}|(\w\w)\2{2,}|lorem ipsum.*)"
)
CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}")
TEST = re.compile(
    r"(this is )?(just )?(a |my |only a |just a )?(test|testing|tester|test test|test answer|"
    r"test response|test entry|test submission|dummy|dummy data|dummy response)"
    r"( test| testing| only| please ignore| ignore| delete| please delete| \d+)*"
)
NEGATED = frozenset({"cctv", "cctvs"})
GAPS = re.compile(r"[\W_]+")
INVISIBLE = dict.fromkeys(
    map(
        ord,
        "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    )
)
"""Zero-width and direction marks."""


def normal(text: str) -> str:
    """A copy for matching: compatibility forms folded, lower case, words parted by one space.

    Zero-width and direction marks go, punctuation parts words. The text itself is never changed.
    """
    if text.isascii():
        folded = text.lower()
    else:
        folded = unicodedata.normalize("NFKC", text).translate(INVISIBLE).casefold()
    return GAPS.sub(" ", folded).strip()


def is_blank(text: str) -> bool:
    """Whether there is nothing to see: only space, or only zero-width and control characters."""
    if text.isascii():
        return not text.strip()
    return not text.strip() or not any(
        unicodedata.category(c)[0] not in "ZC" for c in text.translate(INVISIBLE)
    )


def is_non_answer(text: str) -> bool:
    """Whether this says nothing of its own: "N/A", "as above", "no comment", ".", "asdf", blank.

    Only the whole answer counts: "None of the police ever come" is an answer, and so is an emoji.
    """
    if len(text) > 200 or text.count(" ") > 20:
        return False
    if is_blank(text):
        return True
    plain = normal(text)
    if not plain:
        return not _has_symbol(text)
    if _has_symbol(text):
        return False
    if plain in NON_ANSWERS or any(p.fullmatch(plain) for p in PATTERNS):
        return True
    solid = plain.replace(" ", "")
    if plain in NEGATED:
        return False
    return bool(
        MASH.fullmatch(plain)
        or MASH.fullmatch(solid)
        or (text.islower() and " " not in plain and CONSONANTS.fullmatch(plain))
    )


LOST = frozenset({"#name?", "#ref!", "#value!", "#n/a", "#div/0!", "#num!", "#null!", "#spill!"})
"""What a spreadsheet leaves of an answer that it took for a formula, such as "-more police"."""


def is_lost(text: str) -> bool:
    """Whether a spreadsheet has put an error in the place of what was written."""
    return text.strip().casefold() in LOST


def is_test(text: str) -> bool:
    """Whether the answer only tries out the form: "test", "testing 123", "this is a test"."""
    return len(text) < 80 and bool(TEST.fullmatch(normal(text)))


def _has_symbol(text: str) -> bool:
    """Whether there is an emoji or another pictorial symbol."""
    return not text.isascii() and any(unicodedata.category(c) == "So" for c in text)
