"""Coding blind: a coder sees the words and no codes; how far coders agree is worked out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from insight import words
from insight.errors import InsightError
from insight.pages import cards, marking, parts, safe
from insight.pages.desk import Desk
from insight.pages.safe import Markup, plain
from insight.types import Coded

ENOUGH = 10
"""Responses that two must have coded before a figure is shown."""

MODEL = "the model"


def first(desk: Desk, ids: Sequence[str]) -> int:
    """The place of the first response that this person has not coded blind yet."""
    mine = {b.response for b in desk.store.blind(desk.wave.name) if b.by == desk.by}
    return next((n for n, id in enumerate(ids) if id not in mine), len(ids))


def card(desk: Desk, item: Coded, state: dict[str, Any], move: Callable[[int], None]) -> None:
    """The words alone, and a button for each theme."""
    id = item.response.id
    drafts = st.session_state.setdefault("blind drafts", {})
    if id not in drafts:
        own = (b for b in desk.store.blind(desk.wave.name) if (b.response, b.by) == (id, desk.by))
        drafts[id] = next((b.themes for b in own), frozenset[str]())
    several = len(desk.wave.questions) > 1
    asked = Markup('<p class="asked">{}</p>').format(plain(item.response.question))
    safe.draw(
        Markup('<article class="card">{}<div class="words">{}</div></article>').format(
            asked if several else "", safe.passage(item.response.text)
        )
    )
    marked = [cards.name(desk.codebook, key) for key in sorted(drafts[id])]
    parts.text(
        Markup("<strong>You see:</strong> {}").format(plain("; ".join(marked) or "no theme")),
        "Nobody's codes are shown, and yours change no figure: they are compared.",
        style="small",
    )
    save = partial(_save, desk, id, state, move)
    marking.decide(save, move, may=desk.may("code blind"), first=not state["at"])
    with st.container(key="marks"):
        marking.marks(desk, drafts[id], set(), _toggle, id)


def figures(desk: Desk, ids: Sequence[str]) -> None:
    """How far those agree who coded the same responses blind, and each of them with the model."""
    from insight.nlp import evaluate

    parts.heading("How far coders agree")
    known = set(ids)
    codes: dict[str, dict[str, frozenset[str]]] = {}
    for b in desk.store.blind(desk.wave.name):
        if b.response in known:
            codes.setdefault(b.response, {})[b.by.removeprefix("user:")] = b.themes
    people = sorted({name for by in codes.values() for name in by})
    both = evaluate.agreement(codes)
    counted = words.counted(len(codes), "response")
    parts.text(
        f"{counted} of this sample coded blind by {words.listing(people) or 'nobody yet'}; "
        f"{both.n} of them by two or more. The sample is the same for everybody."
    )
    machine = {
        c.response.id: frozenset(c.themes) for c in desk.store.machine(desk.wave.name, list(codes))
    }
    found = [("People among themselves", both)] if both.n >= ENOUGH else []
    for name in people:
        pairs = {
            id: {name: by[name], MODEL: machine[id]}
            for id, by in codes.items()
            if name in by and id in machine
        }
        if len(pairs) >= ENOUGH:
            found.append((f"{name} and {MODEL}", evaluate.agreement(pairs)))
    if not found:
        parts.notice(f"Figures are shown from {ENOUGH} responses coded by two on.")
        return
    rows: list[tuple[parts.Cell, ...]] = [
        (
            plain(who),
            a.n,
            words.part(a.same, a.n),
            f"{a.alpha.value:.2f} ({a.alpha.low:.2f} to {a.alpha.high:.2f})",
            _meaning(a.alpha.value),
        )
        for who, a in found
    ]
    columns = ("Who", "Responses", "Same themes", "Alpha (95% interval)", "Which is")
    safe.draw(parts.table(columns, rows, "Agreement on the themes of a response", (1, 2)))
    if both.n >= ENOUGH:
        each: list[tuple[parts.Cell, ...]] = [
            (plain(cards.name(desk.codebook, key)), used, f"{value:.2f}", _meaning(value))
            for key, used, value in both.themes
            if used >= words.LOW
        ]
        with st.expander("Theme by theme", key="agreement by theme"):
            heads = ("Theme", "Times coded", "Alpha", "Which is")
            safe.draw(parts.table(heads, each, "Agreement of people, theme by theme", (1, 2)))
    parts.text(
        "Krippendorff's alpha is 1 where coders always agree and 0 where they agree as often as "
        "chance would have it; sets of themes are compared by how much they overlap (Jaccard). "
        "From 0.80 on codes are called reliable, from 0.67 on fit for tentative conclusions "
        "(Krippendorff 2004). The interval is over responses.",
        style="small",
    )


def _meaning(alpha: float) -> str:
    return "reliable" if alpha >= 0.8 else "tentative" if alpha >= 0.667 else "not reliable"


def _toggle(id: str, theme: str) -> None:
    drafts = st.session_state["blind drafts"]
    drafts[id] = drafts[id] ^ {theme}


def _save(desk: Desk, id: str, state: dict[str, Any], move: Callable[[int], None]) -> None:
    themes = st.session_state["blind drafts"][id]
    try:
        desk.store.code_blind(id, themes, desk.by)
    except InsightError as error:
        state["last"] = Markup('<span class="bad">Not saved: {}</span>').format(plain(error))
        return
    state["last"] = Markup("Saved: {}.").format(words.counted(len(themes), "theme"))
    state["saved"] += 1
    move(1)
