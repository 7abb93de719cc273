"""Keeps the keyboard free for a page's shortcuts: Enter and Escape leave a field, `.` enters one.

Streamlit's own shortcuts rest while a field has the focus; without this one would have to click
beside the field first. Nothing is sent anywhere, and without it all still works by mouse and Tab.
"""

from __future__ import annotations

import streamlit as st

_FREE = """
export default function () {
  const field = (e) => e && e.matches && e.matches("input, textarea, [contenteditable=true]");
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const here = document.activeElement;
    if (field(here)) {
      const done = event.key === "Escape" || (event.key === "Enter" && here.matches("input"));
      if (done) setTimeout(() => here.blur(), 0);
    } else if (event.key === ".") {
      const note = document.querySelector(".st-key-note input");
      if (note) { event.preventDefault(); note.focus(); }
    }
  };
  // The library behind Streamlit's shortcuts takes a key for held down when a rerun swallowed its
  // release, and is deaf from then on. It forgets all held keys when the window gets the focus.
  const forget = (event) => {
    if (!event.repeat && !field(document.activeElement)) window.dispatchEvent(new Event("focus"));
  };
  document.addEventListener("keydown", press);
  window.addEventListener("keydown", forget, true);
  document.documentElement.dataset.keys = "free";
  return () => {
    document.removeEventListener("keydown", press);
    window.removeEventListener("keydown", forget, true);
    delete document.documentElement.dataset.keys;
  };
}
"""

_component = st.components.v2.component("insight_keys", js=_FREE)


def free() -> None:
    """Put it on the page."""
    _component(key="insight-keys")
