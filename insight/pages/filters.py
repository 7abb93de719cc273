"""Which part of a wave is looked at, kept in the address bar without any resident's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from insight import words
from insight.pages import parts, safe
from insight.pages.desk import DAYS, GROUP, Chosen, Desk
from insight.pages.safe import Markup
from insight.types import TONE_NAMES

TONES = {key: name.capitalize() for key, name in TONE_NAMES.items()}
ASKS = {"yes": "Asks for something", "no": "Asks for nothing"}
STATES: Mapping[str, Mapping[str, str]] = {
    "uncoded": {"yes": "No theme", "no": "At least one theme"},
    "uncertain": {"yes": "A judgement is uncertain", "no": "All judgements are certain"},
}
COUNTS = (
    f"In brackets: responses in the whole wave. No number is given of fewer than {words.FEW} "
    "people of a group, or where it would give such a number away."
)


def chosen(desk: Desk, names: Sequence[str] = ("question", "tone", "ask")) -> Chosen:
    """The filters in force: what the address bar says, as far as the wave knows it."""
    known = _known(desk, names)
    found = [
        (name, st.query_params[name])
        for name, (_, options) in known.items()
        if st.query_params.get(name) in options
    ]
    days = {name: _day(st.query_params.get(name, "")) for name in DAYS} if desk.span else {}
    return (*found, *((name, day.isoformat()) for name, day in days.items() if day))


def pick(
    desk: Desk, names: Sequence[str] = ("question", "tone", "ask"), *, opened: bool = False
) -> Chosen:
    """Draw the filters and say which are in force."""
    now = chosen(desk, names)
    known = _known(desk, names)
    with st.expander("Filters", expanded=opened, key="filters"):
        draws: list[Callable[[], Any]] = [
            partial(select, n, title, o, everything="All")
            for n, (title, o) in _counted(desk, known, dict(now)).items()
        ]
        if span := desk.span:
            draws += [partial(_pick_day, name, title, span) for name, title in DAYS.items()]
        for i in range(0, len(draws), 4):
            for column, draw in zip(st.columns(4), draws[i : i + 4], strict=False):
                with column:
                    draw()
        parts.text(COUNTS, style="small")
    if now:
        _banner(desk, [_said(known, name, value) for name, value in now], [n for n, _ in now])
    return now


def crossed(chosen: Chosen) -> bool:
    """Whether one group is looked at by tone, request or date: no table guards such figures."""
    names = [name for name, _ in chosen]
    return any(name.startswith(GROUP) for name in names) and any(
        name in ("tone", "ask", *DAYS) for name in names
    )


CROSSED = (
    "No figures are shown of one group by tone, request or date: taken from those of the whole "
    "group, they could tell of few people."
)


def _said(
    known: Mapping[str, tuple[str, Mapping[str, str]]], name: str, value: str
) -> tuple[str, str]:
    """A filter in words: its title, and what it is set to."""
    if name in DAYS:
        return DAYS[name], words.day(dt.date.fromisoformat(value))
    title, options = known[name]
    return title, options[value]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _pick_day(name: str, title: str, span: tuple[dt.date, dt.date]) -> None:
    """A day of the wave's fieldwork, kept in the address bar as `name`; empty for no bound."""
    widget, (first, last) = f"pick {name}", span
    now = _day(st.query_params.get(name, ""))
    st.session_state[widget] = now and min(max(now, first), last)

    def put() -> None:
        value = st.session_state[widget]
        if value:
            st.query_params[name] = value.isoformat()
        elif name in st.query_params:
            del st.query_params[name]

    st.date_input(
        title,
        value=None,
        min_value=first,
        max_value=last,
        format="DD/MM/YYYY",
        key=widget,
        on_change=put,
    )


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
        "on_theme": ("Tone on the theme", TONES if st.query_params.get("theme") else {}),
        "ask": ("Requests", ASKS),
        "uncoded": ("Coding", STATES["uncoded"]),
        "uncertain": ("Certainty", STATES["uncertain"]),
    }
    known = {n: possible[n] for n in names if len(possible[n][1]) > 1}
    for title, values in wave.groups:
        if len(values) > 1:
            known[f"{GROUP}{title}"] = (title, {v: v for v in values})
    return known


def _counted(
    desk: Desk, known: Mapping[str, tuple[str, Mapping[str, str]]], now: Mapping[str, str]
) -> dict[str, tuple[str, dict[str, str]]]:
    """The filters with the size of each option; those that leave no choice only while in force."""
    sizes = {"on_theme": dict.fromkeys(TONES), **desk.sizes}
    made = {}
    for name, (title, options) in known.items():
        some = sized(options, sizes.get(name, {}), now.get(name))
        if len(some) > 1 or name in now:
            made[name] = (title, some)
    return made


def sized(
    options: Mapping[str, str], sizes: Mapping[str, int | None], now: str | None = None
) -> dict[str, str]:
    """Options with their sizes in brackets; empty ones are left out unless chosen `now`."""
    return {
        value: called if (n := sizes.get(value, 0)) is None else f"{called} ({words.number(n)})"
        for value, called in options.items()
        if sizes.get(value, 0) != 0 or value == now
    }


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
