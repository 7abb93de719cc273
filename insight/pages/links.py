"""The menu, and links between our own pages that open at once, without a reload.

Links are plain `<a data-go href="theme?…">`: without this they still work, by a reload.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st

from insight.pages import safe
from insight.pages.safe import Markup

_FOLLOW = """
export default function ({ setTriggerValue }) {
  const follow = (event) => {
    if (event.defaultPrevented || event.button) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (!event.target.closest) return;
    const link = event.target.closest("a[data-go]");
    if (!link) return;
    event.preventDefault();
    setTriggerValue("go", link.getAttribute("href"));
    // On a small screen the menu covers the page: out of the way once a choice is made.
    const close = document.querySelector("[data-testid=stSidebarCollapseButton] button");
    if (close && link.closest(".menu") && window.innerWidth < 768) close.click();
  };
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}
"""

_component = st.components.v2.component("insight_links", js=_FOLLOW)


def follow(pages: Mapping[str, Any]) -> None:
    """Open the page whose link was just clicked. `pages` maps addresses to pages."""
    target = _component(key="insight-links", on_go_change=lambda: None).go
    if not isinstance(target, str):
        return
    where = urlsplit(target)
    page = pages.get(where.path.rpartition("/")[2])
    if page is not None and not where.netloc:
        st.switch_page(page, query_params=parse_qsl(where.query))


def brand() -> None:
    """The name of the app, and a way past the menu for those who use the keyboard."""
    safe.draw(
        Markup('<a class="skip" href="#content">Skip to the page</a><p class="brand">Insight</p>')
    )


def menu(pages: Sequence[tuple[str, str, str]], now: str, kept: Mapping[str, str]) -> None:
    """The pages (section, address, title) as lists of links, the one that is open marked.

    `kept` stays in the address bar from page to page.
    """
    query = f"?{urlencode(kept)}" if kept else ""
    made = []
    for section in dict.fromkeys(section for section, _, _ in pages):
        items = safe.joined(
            Markup('<li><a data-go href="{}"{}>{}</a></li>').format(
                f"./{address}{query}",
                Markup(' aria-current="page"') if address == now else Markup(""),
                title,
            )
            for of, address, title in pages
            if of == section
        )
        made.append(
            Markup('<p id="menu-{0}">{0}</p><ul aria-labelledby="menu-{0}">{1}</ul>').format(
                section, items
            )
        )
    safe.draw(Markup('<nav class="menu" aria-label="Pages">{}</nav>').format(safe.joined(made)))
