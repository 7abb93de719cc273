"""Accounts on the net by their names: "@name", and words that are shaped like one where it is told.

A name is told *beside* a word such as "insta" or "username", or only *near* one. Beside it any word
counts that is not plain English; near it only one that is made as accounts are ("jpatel84",
"deb_c", "TulipLady"); one with an underscore nearly anywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from insight.redact.lists import load
from insight.redact.scan import Span
from insight.redact.vocabulary import NOT_HANDLES, words

_AT = re.compile(
    r"(?<![\w@.&=/+-])@([A-Za-z_](?:[\w.]|-(?=\w)){1,29}|\d{1,4}[a-z_]\w{4,25})(?![\w@])", re.I
)
_WORD = re.compile(
    r"(?<![\w@./:#=&?+'-])(?:/?u/)?[A-Za-z\d](?:\w|[.-](?=\w)){2,29}(?:#\d{4})?(?![\w@/(=]|'\w)"
)
_NETWORK = (
    r"(?:insta(?:gram)?|ig|snap(?:chat)?|tik ?tok|twitter|x\.com|telegram|discord|wechat|tumblr|"
    r"facebook|fb|kik|yt|you ?tube|psn|xbox|ps[45]|steam|roblox|twitch|reddit|threads|bluesky|"
    r"mastodon|linkedin|vinted|depop|gumtree|ebay|nextdoor|strava|whats ?app|fix ?my ?street)"
)
_NAMING = (
    rf"(?:{_NETWORK}|user ?(?:name|id)?|screen ?name|gamer ?tag|handle|log[ -]?in|account|profile|"
    r"channel|seller|streamer|page)"
)
_NEAR = re.compile(
    rf"\b(?:{_NETWORK}|on x|user ?names?|users?|screen ?name|gamer ?tag|handles?|"
    r"log(?:ged)?[ -]?in|accounts?|profile|channel|seller|streamer|online|post(?:s|ed|ing)|"
    r"tweet\w*|dm|add me|follow|goes by|calls (?:him|her|them)sel\w+|livestream\w*|socials?|"
    r"marketplace|on there as|on the app|on (?:the |that )?forum|portal|trolls?|runs|known as|"
    r"message (?:me|us))\b",
    re.I,
)
_BESIDE = re.compile(
    rf"\b{_NAMING}(?: (?:handle|name|account|id|user(?:name)?|tag|profile|shop|seller))?"
    r"(?: on (?:the |your |our )?\w+(?: \w+)?)?(?:'?s| (?:is|was))?"
    r"(?: ?[:=-] ?| as | at | under | by |,? it'?s | i'?m | called | named | me (?:on |at )?|, "
    r"| ?\( ?| )@?$|"
    r"\b(?:goes by|calls (?:him|her|them)self|under the name|on there as|(?:tweeted|posted|run) by|"
    r"(?:posts?|posting|tweets?|they're|known|find (?:me|us)|message (?:me|us)) "
    r"(?:as|on|at|under|by)|"
    r"follow(?: me| us)?(?: on| at)?|dm(?: me| us)?|add me(?: on)?) @?$",
    re.I,
)
_ON = re.compile(rf"(?: is my name)? on {_NETWORK}\b", re.I)
_TOLD = re.compile(
    rf"\b(?:{_NETWORK}(?: (?:handle|name|account|id|user(?:name)?|tag|page))?|user ?name|"
    r"screen ?name|gamer ?tag|(?:my|his|her|their|account) handle|log ?in name)"
    r"(?: ?[:=-] ?| is )@?$",
    re.I,
)
_KNOWN = words(
    "youtube tiktok whatsapp fixmystreet linkedin playstation facebook snapchat iphone ipad ebike "
    "ebay justeat gofundme deliveroo healthwatch nextdoor wifi covid cctv "
    "safestay easyjet github paypal nhs pcso tfl january february march april may june july august "
    "september october november december jan feb mar apr jun jul aug sept oct nov dec"
)
_FILE = re.compile(
    r"(?:img|dsc|scan|photo|pxl|vid|screenshot|doc|file|q|qu|ref|case|job|order|ticket|invoice|claim|"
    r"flat|unit|report|bin|bus|room|bay|no|years?|block|zone|route)[_\d#]|.*\.(?:jpe?g|png|heic|pdf|docx?|xlsx?|csv|mp[34]|mov"
    r"|com|co|uk|org|net|gov|info|example)(?:\.uk)?$",
    re.I,
)
_HUMP = re.compile(r"[a-z][A-Z]")
_DOT = re.compile(r"\w\.(?:[a-z\d]|[A-Z]$)")
_TITLED = re.compile(r"(?:mr|mrs|ms|miss|dr|st|rd|no|ave|cllr|e\.g|i\.e|a\.m|p\.m)\.", re.I)
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_TIME = re.compile(
    r"\d+(?:st|nd|rd|th|[ap]m|mph|k?m|yrs?|hrs?|mins?|x|ish|s|k|g|p|d|\.\d.*)?\b", re.I
)
_BEFORE, _AFTER = 60, 30
"""How near a word must be, in characters, before and after."""

ODD, MADE, SURE = 1, 2, 3
"""How much a word looks like the name of an account."""


def handle(text: str) -> Iterator[Span]:
    """The names of accounts."""
    if "@" in text:
        for m in _AT.finditer(text):
            if m.group(1).lower().rstrip(".") not in NOT_HANDLES:
                yield m.start(), m.start() + len(m.group().rstrip("."))
    near = [m.span() for m in _NEAR.finditer(text)]
    starts, shouted = [start for start, _ in near], text.isupper()
    if not near and not any(mark in text for mark in ("_", "#", "u/")):
        return
    for m in _WORD.finditer(text):
        start, end = m.span()
        if m.group().startswith(("u/", "/u/")):
            yield start + (text[start] == "/"), end
            continue
        word = m.group().lower() if shouted else m.group()
        made = _made(word)
        last = bisect_left(starts, end + _AFTER) - 1
        if made < SURE and (last < 0 or near[last][1] <= start - _BEFORE):
            continue
        before = text[max(0, start - 70) : start]
        if made >= MADE or (
            _BESIDE.search(before) or _ON.match(text, end)
            if made
            else _TOLD.search(before) and _plain(word)
        ):
            yield start, end


def _made(word: str) -> int:
    """0 for a word like others, ODD for one of English parts with a mark of an account in it."""
    if _FILE.match(word) or word.isupper() or _TIME.fullmatch(word) or _TITLED.match(word):
        return 0
    parts = [p.lower() for p in _PART.findall(word)]
    if sum(map(len, parts)) < 3 or "".join(parts) in _KNOWN or parts[0] in _KNOWN:
        return 0
    marks = (
        any(c.isdigit() for c in word),
        bool(_HUMP.search(word)) and not word.startswith(("Mc", "Mac", "De", "My")),
        "_" in word or "#" in word,
        bool(_DOT.search(word)),
    )
    english = load().english
    if all(len(p) < 3 or p in english for p in parts):
        return MADE if sum(marks) > 1 else ODD if any(marks) else 0
    return SURE if marks[2] else MADE if any(marks) else 0


def _plain(word: str) -> bool:
    """Whether a word without a mark of an account may be one: English does not know it."""
    low = word.lower()
    return len(word) > 3 and word.isalpha() and low not in load().english and low not in _KNOWN
