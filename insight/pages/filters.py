"""Which part of a wave is looked at, kept in the address bar without any resident's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from insight.pages import parts, safe
from insight.pages.desk import Chosen, Desk
from insight.pages.safe import Markup
from insight.types import TONE_NAMES

TONES = {key: name.capitalize() for key, name in TONE_NAMES.items()}
ASKS = {"yes": "Asks for something", "no": "Asks for nothing"}
STATES: Mapping[str, Mapping[str, str]] = {
    "uncoded": {"yes": "No theme", "no": "At least one theme"},
    "uncertain": {"yes": "A judgement is uncertain", "no": "All judgements are certain"},
}


def chosen(desk: Desk, names: Sequence[str] = ("question", "tone", "ask")) -> Chosen:
    """The filters in force: what the address bar says, as far as the wave knows it."""
    known = _known(desk, names)
    return tuple(
        (name, st.query_params[name])
        for name, (_, options) in known.items()
        if st.query_params.get(name) in options
    )


def pick(
    desk: Desk, names: Sequence[str] = ("question", "tone", "ask"), *, opened: bool = False
) -> Chosen:
    """Draw the filters and say which are in force."""
    now = chosen(desk, names)
    known = _known(desk, names)
    with st.expander("Filters", expanded=opened, key="filters"):
        columns = st.columns(3)
        for i, (name, (title, options)) in enumerate(known.items()):
            with columns[i % 3]:
                select(name, title, options, everything="All")
    if now:
        _banner(desk, [(known[n][0], known[n][1][v]) for n, v in now], [n for n, _ in now])
    return now


def select(
    name: str,
    title: str,
    options: Mapping[str, str],
    everything: str = "",
    also: Callable[[], None] | None = None,
) -> str:
    """A choice kept in the address bar as `name`; "" for `everything`. Gives the key chosen."""
    keys = ([""] if everything else []) + list(options)
    now = st.query_params.get(name, "")
    widget = f"pick {name}"
    st.session_state[widget] = now if now in keys else keys[0]

    def put() -> None:
        value = st.session_state[widget]
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]
        if also:
            also()

    st.selectbox(
        safe.label(title),
        keys,
        format_func=lambda key: options.get(key, everything),
        key=widget,
        on_change=put,
    )
    return str(st.session_state[widget])


def _known(desk: Desk, names: Sequence[str]) -> dict[str, tuple[str, Mapping[str, str]]]:
    """Each filter that makes sense here: its title and its options (value → what to call it)."""
    wave = desk.wave
    possible: dict[str, tuple[str, Mapping[str, str]]] = {
        "theme": ("Theme", {t.key: t.name for t in desk.codebook.active}),
        "question": ("Question", {q: q for q in wave.questions}),
        "tone": ("Tone", TONES),
        "ask": ("Requests", ASKS),
        "uncoded": ("Coding", STATES["uncoded"]),
        "uncertain": ("Certainty", STATES["uncertain"]),
    }
    known = {n: possible[n] for n in names if len(possible[n][1]) > 1}
    for title, values in wave.groups:
        if len(values) > 1:
            known[f"g.{title}"] = (title, {v: v for v in values})
    return known


def _banner(desk: Desk, shown: Sequence[tuple[str, str]], names: Sequence[str]) -> None:
    left = {k: v for k, v in st.query_params.items() if k not in names and k != "wave"}
    said = Markup(", ").join(
        Markup("{}: <strong>{}</strong>").format(safe.plain(title), safe.plain(value))
        for title, value in shown
    )
    page = st.session_state.get("page", "")
    safe.draw(
        Markup('<p class="banner">Only part of the wave is shown. {}. {}</p>').format(
            said, parts.link(desk.href(page, **left), "Clear the filters")
        )
    )
