"""The buttons under a card that people judge: what to do with it, and one a theme to mark it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from insight.pages import parts, safe
from insight.pages.desk import Desk
from insight.pages.drafts import KEYS


def decide(
    save: Callable[[], None],
    move: Callable[[int], None],
    *,
    may: bool,
    first: bool,
    over: bool = False,
) -> DeltaGenerator:
    """The buttons that save a card or leave it; gives their row, for more to be put into it.

    Where saving would go `over` somebody's change, another key does it: S pressed twice in haste
    does not.
    """
    row = st.container(horizontal=True, key="decide")
    title, key = ("Save mine over theirs", "Shift+S") if over else ("Save and next", "S")
    with row:
        st.button(title, type="primary", shortcut=key, on_click=save, disabled=not may)
        st.button("Next without saving", shortcut="N", on_click=move, args=(1,))
        st.button("Back", shortcut="B", on_click=move, args=(-1,), disabled=first)
    return row


def marks(
    desk: Desk,
    marked: frozenset[str],
    doubtful: set[str],
    toggle: Callable[[str, str], None],
    id: str,
) -> None:
    """The themes as buttons with keys; `toggle(id, theme)` is called where one is pressed."""
    parts.heading("Themes", "A key marks or unmarks its theme.")
    columns = st.columns(3)
    active = desk.codebook.active
    rows = -(-len(active) // 3)
    for i, theme in enumerate(active):
        on = theme.key in marked
        sign = "✓" if on else "–"
        unsure = " (uncertain)" if theme.key in doubtful else ""
        with columns[i // rows]:
            st.button(
                f"{sign} {safe.label(theme.name)}{unsure}",
                key=f"toggle {theme.key}",
                type="primary" if on else "secondary",
                shortcut=KEYS[i] if i < len(KEYS) else None,
                on_click=toggle,
                args=(id, theme.key),
                width="stretch",
                wrap=True,
            )
