"""Quotes: what is proposed for print, why, and what may point at a person; approve or reject."""

from __future__ import annotations

import streamlit as st

from insight import words
from insight.errors import InsightError
from insight.pages import filters, parts, safe
from insight.pages.desk import Desk
from insight.pages.safe import Markup, plain
from insight.types import Quote

STATES = {"proposed": "Waits for a decision", "approved": "Approved", "rejected": "Rejected"}
SIGNS = {"proposed": "○", "approved": "✓", "rejected": "✕"}
EVERY = "all"
DECISIONS = (("approved", "Approve"), ("rejected", "Reject"), ("proposed", "Reopen"))


def show(desk: Desk) -> None:
    """Draw the page."""
    parts.title(
        "Quotes",
        "Passages proposed for print, in the residents' own words. Only approved quotes are "
        "published as such; nobody who refused to be quoted is here.",
    )
    if problem := st.session_state.pop("problem", ""):
        parts.notice(plain(problem), "error")
    everything = desk.store.quotes(desk.wave.name)
    if not everything:
        parts.notice("No quotes were proposed for this wave.")
        return
    ranked = [t.theme for t in desk.findings().themes]
    having = {q.theme for q in everything}
    left, right = st.columns(2)
    with left:
        names = {t.key: t.name for t in ranked if t.key in having}
        theme = filters.select("theme", "Theme", {**names, EVERY: "All themes"})
    with right:
        counts = {s: sum(q.status == s for q in everything) for s in STATES}
        states = {s: f"{name} ({counts[s]})" for s, name in STATES.items()}
        state = filters.select("status", "Decision", states, everything="All")
    shown = [
        q for q in everything if theme in (EVERY, q.theme) and (not state or q.status == state)
    ]
    if not desk.person:
        parts.notice("Write your name in the side bar to approve or reject.")
    if not shown:
        parts.notice("No quote fits this choice.")
    for t in ranked:
        of_theme = [q for q in shown if q.theme == t.key]
        if of_theme:
            to = parts.link(desk.href("theme", theme=t.key), "See the theme")
            parts.heading(t.name, to)
            for quote in of_theme:
                _quote(desk, quote)


def _quote(desk: Desk, quote: Quote) -> None:
    key = f"{quote.theme} {quote.response} {quote.start} {quote.end}"
    with st.container(border=True, key=f"quote {key}"):
        safe.draw(
            Markup(
                '<blockquote class="quote"><p>{}</p><footer>{}</footer></blockquote>'
                '<p class="status {}"><span aria-hidden="true">{}</span> {}</p>'
                '<p class="why">Why: {}.</p>{}'
            ).format(
                safe.passage(quote.text),
                plain(quote.attribution[:1].upper() + quote.attribution[1:]),
                quote.status,
                SIGNS[quote.status],
                STATES[quote.status],
                plain(quote.why),
                _risks(quote),
            )
        )
        offered = [(s, name) for s, name in DECISIONS if s != quote.status]
        if quote.status == "proposed":
            offered = list(DECISIONS[:2])
        with st.container(horizontal=True, key=f"decide {key}"):
            for status, name in offered:
                st.button(
                    name,
                    key=f"{status} {key}",
                    type="primary" if status == "approved" else "secondary",
                    on_click=_decide,
                    args=(desk, quote, status),
                    disabled=not desk.person,
                )


def _risks(quote: Quote) -> Markup:
    if not quote.risks:
        return Markup("")
    return Markup('<p class="risk"><strong>May point at a person:</strong> {}.</p>').format(
        plain(words.listing(quote.risks))
    )


def _decide(desk: Desk, quote: Quote, status: str) -> None:
    try:
        desk.store.set_quote_status(quote, status, f"user:{desk.person}")
    except InsightError as error:
        st.session_state["problem"] = str(error)
