"""Every response of a wave: search it by words or by meaning, filter it, read it with its codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from insight import inforce, vectors, words
from insight.errors import InsightError
from insight.pages import cards, filters, parts
from insight.pages.desk import Chosen, Desk, part
from insight.pages.safe import Markup, plain
from insight.types import Coded

PAGE = 20
"""Responses on a page."""

NEAREST = 200
"""A search by meaning gives at most this many."""

NAMES = ("theme", "on_theme", "tone", "ask", "question", "uncoded", "uncertain")


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search: its responses, and how many there are in all."""

    total: int
    page: tuple[Coded, ...]


def show(desk: Desk) -> None:
    """Draw the page."""
    parts.title(
        "Responses",
        "Every answer analysed, personal details taken out, with its codes and why it has them.",
    )
    query, meaning = _search()
    chosen = filters.pick(desk, NAMES, opened=True)
    key = f"responses {desk.wave.name} {chosen} {query} {meaning}"
    if query and meaning:
        try:
            with st.spinner("Reading for meaning"):
                stamp = desk.store.stamp(desk.wave.name)
                ids = _nearest(desk, desk.wave.name, stamp, chosen, query)
        except InsightError as error:
            parts.notice(plain(error), "error")
            return
        at = _pages(len(ids), key)
        shown = ids[(at - 1) * PAGE : at * PAGE]
        page = desk.store.coded(desk.wave.name, ids=shown)
        found = Found(len(ids), tuple(sorted(page, key=lambda c: shown.index(c.response.id))))
    else:
        which: Any = {**part(chosen), "search": query or None}
        total = desk.store.count(desk.wave.name, **which)
        at = _pages(total, key)
        page = desk.store.coded(desk.wave.name, limit=PAGE, offset=(at - 1) * PAGE, **which)
        found = Found(total, page)
    if not found.total:
        parts.notice("No response fits this search and these filters.")
        return
    first = (at - 1) * PAGE + 1
    nearest = f", nearest in meaning first (at most {NEAREST})" if query and meaning else ""
    parts.text(
        Markup("<strong>{}</strong>{}. Shown: {} to {}.").format(
            words.counted(found.total, "response"),
            nearest,
            words.number(first),
            words.number(first + len(found.page) - 1),
        )
    )
    cards.draw(desk, found.page)


def _search() -> tuple[str, bool]:
    """The words looked for, and whether by meaning.

    Kept out of the address bar, for they may be a resident's.
    """
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        query = st.text_input(
            "Search",
            key="search",
            type="search",
            max_chars=300,
            persist_state="session",
            placeholder='All of these words; "in quotes" as a phrase',
        )
    with right:
        meaning = st.toggle(
            "By meaning",
            key="meaning",
            persist_state="session",
            help="Finds responses that say alike in other words.",
        )
    return (query or "").strip(), bool(meaning)


def _pages(total: int, key: str) -> int:
    pages = max(1, -(-total // PAGE))
    if pages == 1:
        return 1
    return int(st.pagination(pages, key=key))


@st.cache_data(show_spinner=False, max_entries=32)
def _nearest(_desk: Desk, wave: str, stamp: str, chosen: Chosen, query: str) -> tuple[str, ...]:
    encoder = _encoder(_desk.settings.encoder, _desk)
    return vectors.nearest(_desk.store, wave, query, encoder, NEAREST, **part(chosen))


@st.cache_resource(show_spinner=False)
def _encoder(name: str, _desk: Desk) -> Any:
    return inforce.load_encoder(_desk.settings)
