"""Quotes: what is proposed for print, why, and what may point at a person; approve, cut, reject."""

from __future__ import annotations

import re

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
DENIAL = re.compile(
    r"\b(?:not?|never|none|nobody|nothing|without|hardly)\b|n['’]t\b", re.IGNORECASE
)
"""Words that turn a meaning round: a cut that drops one is read again."""


def show(desk: Desk) -> None:
    """Draw the page."""
    parts.title(
        "Quotes",
        "Passages proposed for print, in the residents' own words. Reports and exports print only "
        "what a person approved here; nobody who refused to be quoted is here.",
    )
    if problem := st.session_state.pop("problem", ""):
        parts.notice(plain(problem), "error")
    everything = desk.store.quotes(desk.wave.name)
    if not everything:
        parts.notice("No quotes were proposed for this wave.")
        return
    if not any(c.role == "consent" for c in desk.store.source(desk.wave.name).columns):
        parts.notice(
            "The file of this wave has no column that says who may be quoted. Approve only where "
            "you know that you may.",
            "warning",
        )
    ranked = desk.codebook.active  # their order by share would be worked out anew at each decision
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
        parts.notice("Write your name in the side bar to decide.")
    elif not desk.may("decide on a quote"):
        parts.notice("You may look, but not decide: ask a lead or data protection for the role.")
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
                '<blockquote class="quote"><p>{}</p><footer>{}</footer></blockquote>{}'
                '<p class="status {}"><span aria-hidden="true">{}</span> {}</p>'
                '<p class="why">Why: {}.</p>{}'
            ).format(
                safe.passage(quote.text),
                plain(quote.attribution[:1].upper() + quote.attribution[1:]),
                _whole(quote),
                quote.status,
                SIGNS[quote.status],
                STATES[quote.status],
                plain(quote.why),
                _risks(quote),
            )
        )
        allowed = desk.may("decide on a quote")
        careful = not quote.risks or desk.may("approve a quote that may point at a person")
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
                    disabled=not allowed or (status == "approved" and not careful),
                )
        if allowed:
            _cut(desk, quote, key)
        if allowed and not careful:
            parts.text(
                "Approving this takes a lead or data protection: it may point at a person.",
                style="small",
            )


def _cut(desk: Desk, quote: Quote, key: str) -> None:
    """Shorten a quote or take more out of it."""
    with (
        st.expander("Shorten, or take details out", key=f"cut {key}"),
        st.form(f"form {key} {quote.text}", border=False),
    ):
        st.text_area(
            "As printed",
            quote.text,
            key=f"text {key}",
            help=f"Delete words to shorten: {words.CUT} is put in their place. Write {words.TAKEN} "
            "for a word that could point at somebody. Words that the resident did not write are "
            "refused.",
        )
        st.text_input("Take out these words, wherever they stand", key=f"take {key}", max_chars=80)
        with st.container(horizontal=True):
            st.form_submit_button("Keep this text", on_click=_keep, args=(desk, quote, key))
            if quote.whole:
                st.form_submit_button(
                    "Back to the whole passage", on_click=_restore, args=(desk, quote)
                )


def _whole(quote: Quote) -> Markup:
    """What a person cut from a quote, and whether the cut may have turned its meaning."""
    if not quote.whole:
        return Markup("")
    turned = Markup("")
    if len(DENIAL.findall(quote.whole)) > len(DENIAL.findall(quote.text)):
        turned = Markup(
            '<p class="risk"><strong>Read it again:</strong> a word like “not” was left out, '
            "which can turn the meaning round.</p>"
        )
    return Markup("<details><summary>The whole passage</summary><p>{}</p></details>{}").format(
        safe.passage(quote.whole), turned
    )


def _risks(quote: Quote) -> Markup:
    if not quote.risks:
        return Markup("")
    return Markup('<p class="risk"><strong>May point at a person:</strong> {}.</p>').format(
        plain(words.listing(quote.risks))
    )


def _keep(desk: Desk, quote: Quote, key: str) -> None:
    shown = str(st.session_state[f"text {key}"])
    if take := str(st.session_state[f"take {key}"]).strip():
        shown = re.sub(rf"(?<!\w){re.escape(take)}(?!\w)", words.TAKEN, shown, flags=re.IGNORECASE)
    _decide(desk, quote, quote.status, shown)


def _restore(desk: Desk, quote: Quote) -> None:
    _decide(desk, quote, "proposed", quote.whole)


def _decide(desk: Desk, quote: Quote, status: str, shown: str | None = None) -> None:
    try:
        desk.store.set_quote_status(quote, status, desk.by, shown)
    except InsightError as error:
        st.session_state["problem"] = str(error)
