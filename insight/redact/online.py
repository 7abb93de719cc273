"""Where somebody is on the net: links, handles of social networks, IP addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight.redact.scan import TLDS, Span, cue
from insight.redact.vocabulary import words

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
