"""Taking words out of a response for good, where a reviewer sees what redaction left."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from insight import words
from insight.errors import InsightError
from insight.pages import parts, safe
from insight.pages.desk import Desk
from insight.pages.safe import Markup, plain
from insight.types import Coded

Places = list[tuple[int, int]]


def places(text: str, wanted: str) -> Places:
    """Where exactly these words stand in a text, as whole words; any space matches any other."""
    pattern = r"\s+".join(map(re.escape, wanted.split()))
    return [m.span() for m in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)] if pattern else []


def offer(desk: Desk, item: Coded, state: dict[str, Any]) -> None:
    """Ask for the words, show where they stand, and take them out when told to."""
    with st.expander("Take out more words for good", key="mask"):
        if not desk.may("take out more words"):
            parts.text(
                "This takes the role of a reviewer, a lead or data protection.", style="small"
            )
            return
        parts.text(
            "For a name or another personal detail that is still in this response. A bar of the "
            "same length takes its place; quotes with the words in them go.",
        )
        widget = f"mask {item.response.id}"
        wanted = st.text_input(
            "The words, exactly as they stand in the response", key=widget, max_chars=500
        )
        if not wanted.strip():
            return
        text = item.response.text
        found = places(text, wanted)
        if not found:
            parts.notice("The response has no such words: mind capitals, and write words whole.")
            return
        times = words.counted(len(found), "time")
        parts.text(Markup("They stand here {}:").format(times))
        safe.draw(safe.passage(text, [(a, b, "") for a, b in found]))
        parts.notice(
            "There is no undo: afterwards the words are not in the store any more. Reports and "
            "backups made before still hold them, and so does the file that was read.",
            "warning",
        )
        st.button(
            f"Take them out for good ({times})",
            on_click=_take_out,
            args=(desk, item.response.id, found, widget, state),
        )


def _take_out(desk: Desk, id: str, found: Places, widget: str, state: dict[str, Any]) -> None:
    """Do it, and say so without the words."""
    try:
        desk.store.redact_more(id, found, desk.by)
    except InsightError as error:
        state["last"] = Markup('<span class="bad">Not taken out: {}</span>').format(plain(error))
        return
    st.session_state[widget] = ""
    state["last"] = Markup("Taken out for good, in {}.").format(words.counted(len(found), "place"))
