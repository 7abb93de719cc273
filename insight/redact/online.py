"""Where somebody is on the net: links, handles of social networks, IP addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from insight.redact.lists import load
from insight.redact.scan import TLDS, Span, cue
from insight.redact.vocabulary import NOT_HANDLES, words

# --- web links ------------------------------------------------------------------------------------

_REST = r"[^\s\x00<>\"|]"
_URL = re.compile(
    rf"(?<![\w@])(?:(?:h?t{{1,4}}ps?|hxxps?|ftp)(?::|;|\[:\])/{{1,3}}|w{{2,4}}\.){_REST}{{1,2000}}"
    r"|(?<![\w@.-])((?:[a-z0-9][a-z0-9-]{0,62}(?:\.|\[\.\])){1,8})([a-z]{2,12})(?![\w@-]|\.\w)"
    rf"(?::\d{{2,5}})?([/?#]{_REST}{{0,2000}})?",
    re.I,
)
_SAFE_TLD = words("com net org uk eu io london app blog dev biz xyz co fr pl ro gov example")
_PATH_TLD = words("ie tv bg lt ng me ly gl be it is to so in info us ca cc ai gg st page link site")


_SITE = re.compile(r"\b(?:web ?(?:site|page)?|site|blog|link|url|visit)\b[^.!?\n]{0,12}$", re.I)
_DOTTED = re.compile(r"\w\.\]?[A-Za-z]|:/|www|\bdot ", re.I)
_SAID_URL = re.compile(
    rf"(?<![\w@.-])(?:www(?: ?(?:\.|dot) ?| )(?:[\w-]{{2,40}}(?: ?\. ?| dot | )){{1,3}}?"
    rf"|[\w-]{{2,40}} dot (?:[\w-]{{2,20}} dot ){{0,2}})(?:{TLDS})\b(?:(?: ?\. ?| dot | )uk\b)?"
    r"(?:(?: ?/ ?| (?:forward )?slash )[\w-]{1,40}){0,4}",
    re.I,
)


def url(text: str) -> Iterator[Span]:
    """Web addresses, with or without a scheme; bare ones only under a known ending."""
    if not _DOTTED.search(text):
        return
    for m in _URL.finditer(text):
        start, end = m.span()
        if m.group(2):
            ending, path = m.group(2), m.group(3)
            known = ending.lower() in _SAFE_TLD and (ending.islower() or m.group().isupper())
            known = known or (
                ending in _PATH_TLD and cue(text, start, 24, _SITE) and text[m.end() :][:1] != "."
            )
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
    for m in _SAID_URL.finditer(text):
        yield m.span()


_HANDLE = re.compile(
    r"(?<![\w@.&=/+-])@([A-Za-z_](?:[\w.]|-(?=\w)){1,29}|\d{1,4}[a-z_]\w{4,25})(?![\w@])", re.I
)
_ON_NETWORK = re.compile(
    r"(?<![\w@.-])((?=[a-z_.]{0,28}\d{2}|[a-z\d.]{1,28}_)[a-z][\w.]{4,29})(?: is my name)? on "
    r"(?:insta|ig\b|snap|tik ?tok|twitter|telegram|discord|facebook|fb\b|nextdoor|x\b|reddit|"
    r"you ?tube)",
    re.I,
)
_NETWORK = (
    r"(?:insta(?:gram)?|ig|snap(?:chat)?|tik ?tok|twitter|telegram|discord|wechat|tumblr|facebook|"
    r"fb|kik|yt|psn|xbox|ps[45]|steam|twitch|reddit|threads|bluesky|vinted|nextdoor|"
    r"you ?tube|strava)"
)
_NETWORK_HINTS = (
    "insta", "snap", "tiktok", "tik tok", "twitter", "telegram", "discord", "wechat", "tumblr",
    "facebook", "ig ", "ig:", "fb", "yt ", "kik", "u/", "user", "screen name", "gamer", "psn",
    "xbox", "nextdoor", " on x", "ps4", "ps5", "steam", "twitch", "reddit", "threads", "bluesky",
    "vinted", "strava",
)  # fmt: skip
_NAMED_HANDLE = re.compile(
    rf"\b{_NETWORK}(?: (?:handle|name|account|id|user(?:name)?|tag|gamer ?tag|page))?"
    r"(?: ?[:=-] ?|'?s | is | as | at | under | i'?m | me (?:on |at )?|,? it'?s | )@?"
    r"([A-Za-z0-9][\w.-]{2,29}(?:#\d{4})?)(?![\w@])",
    re.I,
)
_BESIDE_NETWORK = re.compile(
    rf"\b(?:my|their|his|her|our|the|on) {_NETWORK}, ?(?=[a-z\d.]{{0,24}}[\d._])"
    r"([a-z][\w.]{3,28}\w)(?![\w@])",
    re.I,
)
_JOINED = re.compile(
    r"\b(?:as|under|called|named|by|account|user|is|it's|from) "
    r"((?:[A-Z][a-z]{1,14}){2,5}\d{1,4})(?![\w@-])"
)
"""E.g. "posts as TrueEastEnder66"."""
_TOLD_HANDLE = re.compile(
    rf"\b{_NETWORK}(?: (?:handle|name|account|id|user(?:name)?|tag|page))?"
    rf"(?: ?[:=] ?| is )@?([a-z]\w{{3,29}})(?![\w@'-])|"
    rf"\b{_NETWORK} ?[:=] ?([a-z]\w{{3,29}})(?![\w@'-])",
    re.I,
)
_NETWORK_CUE = re.compile(rf"\b{_NETWORK}\b", re.I)
_ACCOUNT_WORD = re.compile(
    r"(?<![\w@./-])(?=[\w.]{4,30}(?![\w.@/]*[\w@/]))(?:[a-z]\w*_\w+|[a-z]+\.(?=[a-z\d]*\d)[a-z\d]+)(?![\w@/])",
    re.I,
)
_USER = re.compile(r"(?<![\w/])/?(u/[\w-]{3,24})|\b(?:user ?name|screen name|gamer ?tag) ?"
                   r"(?:is|:|=) ?([\w.-]{3,30})|"
                   r"\b(?:gamer ?tag|user ?name) ((?=\w*[_\d])[\w.-]{3,30})", re.I)  # fmt: skip


_LOOKS_LIKE_ONE = re.compile(
    r"(?<![\w@./:#=&?-])(?:[A-Za-z][A-Za-z\d.]{0,24}_[\w.]{0,24}[A-Za-z\d_]|[A-Za-z]\w{2,24}#\d{4}|"
    r"[A-Za-z][A-Za-z\d.]{3,24}_)"
    r"(?![\w@/(=]|\.\w)"
)
"""Hardly anything but an account is written so: "tiny_e3t", "vexx#4471"."""
_NO_ACCOUNT = re.compile(
    r"(?:img|dsc|scan|photo|pxl|vid|screenshot|doc|file|q|qu|ref|case|job|order|ticket|invoice|claim|"
    r"flat|unit|report|bin|bus|room|bay|no)[_\d#]|.*\.(?:jpe?g|png|heic|pdf|docx?|xlsx?|csv|mp[34]|mov)$",
    re.I,
)
_SOCIAL = re.compile(
    r"\b(?:add|follow|dm|find (?:me|us)|post(?:s|ed|ing)?|tweets?|tweeted|channel|account|handle|"
    r"message (?:me|us)|runs|socials?)\b", re.I,
)  # fmt: skip
_AS = re.compile(
    r"\b(?:(?:tweets?|posts?|posting|find (?:me|us)|message (?:me|us)|dm (?:me|us)|they're|known) "
    r"(?:as|on|at|under)|follow(?: me| us)?(?: on| at)?|dm|add me(?: on)?) @?"
    r"([A-Za-z][\w.]{3,29})(?![\w@/-])", re.I,
)  # fmt: skip


def _is_account(text: str, m: re.Match[str]) -> bool:
    """Words joined by `_` are one only where something says so: "and_or" is none."""
    word = m.group()
    if _NO_ACCOUNT.match(word) or word.isupper():
        return False
    english = load().english
    parts = [part.lower() for part in re.split(r"[_.#]", word)]
    plain = all((len(part) < 3 and part.isalpha()) or part in english for part in parts if part)
    return not plain or bool(_SOCIAL.search(text, max(0, m.start() - 40), m.end() + 30))


def handle(text: str) -> Iterator[Span]:
    """Social handles: "@name", and "insta: name_12" where the word looks like an account."""
    if "@" in text:
        for m in _HANDLE.finditer(text):
            if m.group(1).lower().rstrip(".") not in NOT_HANDLES:
                yield m.start(), m.start() + len(m.group().rstrip("."))
    for m in _LOOKS_LIKE_ONE.finditer(text):
        if _is_account(text, m):
            yield m.span()
    for m in _AS.finditer(text):
        word = m.group(1).rstrip(".-")
        if re.search(r"[_\d]|\w\.\w|[a-z][A-Z]", word) and re.search(r"[A-Za-z]{3}", word):
            yield m.start(1), m.start(1) + len(word)
    yield from (m.span(1) for m in _JOINED.finditer(text))
    low = text.lower()
    if not any(hint in low for hint in _NETWORK_HINTS):
        return
    for m in _NAMED_HANDLE.finditer(text):
        word = m.group(1).rstrip(".-")
        if re.search(r"[_\d]|\w\.\w|[a-z][A-Z]\w*[a-z]", word) and re.search(r"[A-Za-z]", word):
            if re.fullmatch(r"\d+\w{0,2}|\w{1,3}\d|.*\.(?:com|co|uk|org|net).*", word, re.I):
                continue
            yield m.start(1), m.start(1) + len(word)
    for m in chain(_ON_NETWORK.finditer(text), _BESIDE_NETWORK.finditer(text)):
        yield m.span(1)
    for m in _ACCOUNT_WORD.finditer(text):
        if cue(text, m.start(), 80, _NETWORK_CUE):
            yield m.span()
    for m in _TOLD_HANDLE.finditer(text):
        if m.group(m.lastindex or 0).lower() not in load().english:
            yield m.span(m.lastindex or 0)
    for m in _USER.finditer(text):
        yield m.start(m.lastindex or 0), m.end(m.lastindex or 0)


# --- IP addresses ---------------------------------------------------------------------------------

_IP4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\d)")
_IP6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f:]{6,45}(?![\w:])")
_VERSION = re.compile(
    r"\b(?:v|ver|version|firmware|release|build|update[ds]?|upgrade[ds]?|ios|android|windows|"
    r"chrome|firefox|app)\b|\d\.\d+\.\d+\b", re.I,
)  # fmt: skip
_PARAGRAPH = re.compile(
    r"\b(?:section|para(?:graph)?|clause|table|page|item|appendix|policy|chapter)\b", re.I
)
_MACHINE = re.compile(
    r"\b(?:from|router|server|host|network|wi-?fi|address|log(?:ged)?[ -]?in|login|cctv|camera|dvr|"
    r"traced|answers|machine|computer)\b", re.I,
)  # fmt: skip
_IP_CUE = re.compile(r"\bip(?:v[46])?\b", re.I)
_IP_LOOSE = re.compile(
    r"\bip(?:v4)?\b(?: (?:address|addr|no|number))?(?: (?:is|was))?\W{0,3}"
    r"(?P<cued>\d{1,3}(?:(?: ?[.,-] ?| )\d{1,3}){3})(?![\w-])|"
    r"(?<![\w.])(?P<wide>\d{1,3}(?: \. \d{1,3}){3})(?!\w|\.\d)",
    re.I,
)


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
            versioned = versioned or (max(parts) < 40 and cue(text, m.start(), 60, _PARAGRAPH))
            likely = parts[0] == 10 or not small or cue(text, m.start(), 40, _MACHINE)
            if (versioned or not likely) and not cue(text, m.start(), 24, _IP_CUE):
                continue
            yield m.span()
    for m in _IP_LOOSE.finditer(text):
        kind = "cued" if m.group("cued") else "wide"
        if max(int(p) for p in re.findall(r"\d+", m.group(kind))) < 256:
            yield m.span(kind)
    if text.count(":") >= 2:
        for m in _IP6.finditer(text):
            word = m.group()
            if word.count(":") >= 2 and sum(c != ":" for c in word) >= 4:
                groups = [g for g in word.split(":") if g]
                if len(groups) >= 3 and real(word):
                    yield m.span()
