"""The one way in which words reach the screen: as text, never as markup, a link or a formula.

What residents wrote, and all else that comes out of a file, goes through here. `Markup` marks what
is already safe; everything else is escaped when it is put into it, and `draw` takes nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import streamlit as st
from markupsafe import Markup, escape

from insight import words

__all__ = ["Markup", "draw", "label", "passage", "plain", "said"]

Span = tuple[int, int, str]
"""Where to highlight: start, end (code points of the text), and the mark beside it."""

LONG, LINES = 1_500, 14
"""A text of more characters or lines than this is folded."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$<>&\"'=^@/])")


def draw(html: Markup) -> None:
    """Put safe HTML on the page. Raises TypeError for a text that has not been made safe."""
    if not isinstance(html, Markup):
        raise TypeError("only Markup may be drawn")
    st.html(str(html))


def plain(text: object) -> Markup:
    """Escape a text of ours or of a file: a name, a heading, a group's value."""
    return escape(words.clean(str(text)))


def said(text: str) -> Markup:
    """A resident's words in one line, isolated so that they turn nothing around them."""
    return Markup('<bdi dir="auto" class="said">{}</bdi>').format(words.clean(text))


def passage(text: str, spans: Sequence[Span] = (), *, fold: bool = True) -> Markup:
    """A resident's text, verbatim, with the evidence in it marked.

    Line breaks are kept. A long text is folded after LONG characters, and open where evidence lies
    in the folded part. Characters that no page can hold are shown as □; each takes one place, so
    offsets stay true.
    """
    marked = [(max(0, a), min(len(text), b), mark) for a, b, mark in spans if a < b]
    cut = _cut(text) if fold else len(text)
    head = _pieces(text, 0, cut, marked)
    if cut == len(text):
        return Markup('<bdi dir="auto" class="said long">{}</bdi>').format(head)
    found = any(b > cut for _, b, _ in marked)
    return Markup(
        '<bdi dir="auto" class="said long">{}</bdi><details{}><summary>Show the rest: '
        '{} more characters</summary><bdi dir="auto" class="said long">{}</bdi></details>'
    ).format(
        head,
        Markup(" open") if found else Markup(""),
        words.number(len(text) - cut),
        _pieces(text, cut, len(text), marked),
    )


def label(text: object) -> str:
    """Escape a text for a Streamlit label, which would be read as markdown."""
    shown = _MARKDOWN.sub(r"\\\1", words.clean(" ".join(str(text).split())))
    # An emoji or an icon is written :name:; a word joiner after the colon leaves it text.
    return shown.replace(":", ":\u2060")


def joined(parts: Iterable[Markup | str]) -> Markup:
    """Put safe parts together; a part that is not Markup is escaped."""
    return Markup("").join(parts)


def _cut(text: str) -> int:
    """Where to fold: the whole length for a text short enough to show."""
    lines = [m.start() for m in re.finditer(r"\r\n|\r|\n", text)][LINES - 1 : LINES]
    cut = min([LONG, *lines])
    if len(text) <= cut * 1.2 and not lines:
        return len(text)
    space = text.rfind(" ", int(cut * 0.8), cut)
    return space if space > 0 else cut


def _pieces(text: str, start: int, end: int, spans: Sequence[Span]) -> Markup:
    """`text[start:end]` cut at the ends of spans: covered pieces are marked.

    The last piece of each span carries its number.
    """
    ends = {start, end}
    ends.update(p for a, b, _ in spans for p in (a, b) if start < p < end)
    edges = sorted(ends)
    made = []
    for a, b in pairwise(edges):
        piece = _text(text[a:b])
        if any(x <= a and b <= y for x, y, _ in spans):
            tags = " ".join(dict.fromkeys(m for _, y, m in spans if y == b and m))
            attribute = Markup(' data-n="{}"').format(tags) if tags else Markup("")
            piece = Markup("<mark{}>{}</mark>").format(attribute, piece)
        made.append(piece)
    return Markup("").join(made)


def _text(text: str) -> Markup:
    # A line break as a character reference: `st.html` takes away indents of lines.
    return escape(words.clean(text)).replace("\n", Markup("&#10;"))
