"""One response as a card: its words with the evidence marked, and why each theme was coded."""

from __future__ import annotations

from collections.abc import Sequence

from insight import words
from insight.pages import parts, safe
from insight.pages.desk import Desk
from insight.pages.drafts import MARKED
from insight.pages.safe import Markup, plain
from insight.types import Assignment, Codebook, Coded

WHY = {
    "phrase": "a phrase of the codebook",
    "example": "close in meaning to",
    "model": "what counted most for the model",
    "person": "marked by a person",
}


DENIED = " (negated)"
"""What evidence says of a phrase that is denied."""


def draw(desk: Desk, coded: Sequence[Coded], theme: str = "") -> None:
    """Draw responses one below another; with `theme` only its evidence is marked."""
    safe.draw(
        Markup('<div class="cards">{}</div>').format(
            safe.joined(card(desk, item, theme) for item in coded)
        )
    )


def card(desk: Desk, item: Coded, theme: str = "") -> Markup:
    """A response with who said it (by group), its text, and its themes with their reasons."""
    response = item.response
    present = sorted((a for a in item.assignments if a.present), key=lambda a: a.theme != theme)
    shown = [a for a in present if not theme or a.theme == theme]
    numbered = {a.theme: str(i) for i, a in enumerate(shown, 1)}
    spans = [
        (e.start, e.end, "" if theme else numbered[a.theme]) for a in shown for e in a.evidence
    ]
    who = " · ".join(
        filter(
            None,
            [*(v for _, v in response.groups), words.day(response.date) if response.date else ""],
        )
    )
    several = len(desk.wave.questions) > 1
    asked = Markup('<p class="asked">{}</p>').format(plain(response.question)) if several else ""
    return Markup(
        '<article class="card"><header>{} <span class="who">{}</span>{}</header>{}'
        '<div class="words">{}</div>{}</article>'
    ).format(
        parts.tone(item.reading.tone) if item.reading else "",
        plain(who),
        Markup('<span class="flag">asks for something</span>')
        if item.reading and item.reading.ask
        else "",
        asked,
        safe.passage(response.text, spans),
        reasons(desk.codebook, item, present, numbered if not theme else {}),
    )


def reasons(
    book: Codebook, item: Coded, present: Sequence[Assignment], numbered: dict[str, str]
) -> Markup:
    """Why each theme was coded, in words."""
    if not present:
        return Markup('<p class="dim">No theme of the codebook was found here.</p>')
    made = []
    for judged in present:
        number = numbered.get(judged.theme)
        made.append(
            Markup("<li>{}<strong>{}</strong>{}{}</li>").format(
                Markup('<span class="ref">{}</span> ').format(number) if number else "",
                plain(name(book, judged.theme)),
                Markup(" · {}").format(parts.tone(judged.tone)) if judged.tone else "",
                Markup(' <span class="why">{}</span>').format(_why(item.response.text, judged)),
            )
        )
    return Markup('<ul class="reasons">{}</ul>').format(safe.joined(made))


def name(book: Codebook, key: str) -> str:
    """The name of a theme, or its key where the codebook no longer has it."""
    return next((t.name for t in book.themes if t.key == key), key)


def _why(text: str, judged: Assignment) -> Markup:
    seen: dict[tuple[str, str], Markup] = {}
    for e in judged.evidence:
        said = safe.said(words.shorten(text[e.start : e.end], 60))
        phrase = e.detail.removesuffix(DENIED)
        detail = Markup(" “{}”").format(plain(words.shorten(phrase, 90))) if phrase else ""
        if phrase != e.detail:
            detail += Markup(", said with a “not”")
        key = (text[e.start : e.end].lower(), e.detail)
        seen.setdefault(key, Markup("“{}”: {}{}").format(said, WHY[e.why], detail))
    if judged.by == MARKED:
        sure = Markup("marked, not saved yet")
    elif judged.by.startswith("user:"):
        sure = Markup("judged by {}").format(plain(judged.by.removeprefix("user:")))
    else:
        sure = Markup("{} sure{}").format(
            words.percent(judged.score), ", to be looked at" if judged.uncertain else ""
        )
    return Markup("; ").join([*list(seen.values())[:3], sure])
