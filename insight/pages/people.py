"""Who did what, when: the audit, and how people are known to this app."""

from __future__ import annotations

import streamlit as st

from insight import words
from insight.pages import parts, safe, who
from insight.pages.desk import Desk
from insight.pages.safe import Markup, plain

PAGE = 50


def show(desk: Desk) -> None:
    """Draw the page."""
    parts.title(
        "Audit",
        "Who did what through the store, the newest first. No resident and none of their words "
        "are in it.",
    )
    parts.notice(who.how())
    at = int(st.session_state.get("audit page", 1))
    entries = desk.store.audit_log(PAGE + 1, (at - 1) * PAGE)
    if not entries:
        parts.notice("Nobody has done anything yet.")
        return
    rows: list[tuple[parts.Cell, ...]] = [
        (
            f"{words.day(e.at.date())}, {e.at:%H:%M} UTC",
            plain(e.by.removeprefix("user:")),
            plain(e.what),
            Markup(", ").join(Markup("{}: {}").format(plain(k), plain(v)) for k, v in e.details),
        )
        for e in entries[:PAGE]
    ]
    safe.draw(parts.table(("When", "Who", "What", "Details"), rows, "The record"))
    with st.container(horizontal=True):
        st.button("Newer", disabled=at == 1, on_click=_turn, args=(-1,))
        st.button("Older", disabled=len(entries) <= PAGE, on_click=_turn, args=(1,))


def _turn(by: int) -> None:
    st.session_state["audit page"] = max(1, int(st.session_state.get("audit page", 1)) + by)
