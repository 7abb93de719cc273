"""The themes of the codebook as buttons with keys, for cards on which people mark them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from insight.pages import parts, safe
from insight.pages.desk import Desk
from insight.pages.drafts import KEYS


def marks(
    desk: Desk,
    marked: frozenset[str],
    doubtful: set[str],
    toggle: Callable[[str, str], None],
    id: str,
) -> None:
    """The themes as buttons with keys; `toggle(id, theme)` is called where one is pressed."""
    parts.heading("Themes", "A key marks or unmarks its theme.", 3)
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
