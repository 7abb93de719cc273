"""Lets a click on a link to one of our own pages open it at once, without a reload.

Links are plain `<a data-go href="theme?…">`: without this they still work, by a reload.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

_FOLLOW = """
export default function ({ setTriggerValue }) {
  const follow = (event) => {
    if (event.defaultPrevented || event.button) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest && event.target.closest("a[data-go]");
    if (!link) return;
    event.preventDefault();
    setTriggerValue("go", link.getAttribute("href"));
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
