"""The app's frame: opens the store, says which project and wave are looked at, and routes."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import streamlit as st

from insight import settings
from insight.errors import InsightError
from insight.pages import (
    charts,
    codebook,
    filters,
    home,
    links,
    overview,
    parts,
    people,
    quotes,
    responses,
    review,
    theme,
    who,
)
from insight.pages.desk import Desk, before_waves, open_store, warm
from insight.pages.safe import plain
from insight.store import WaveInfo

log = logging.getLogger("insight")

STYLE = Path(parts.__file__).with_name("style.css")

PAGES: tuple[tuple[str, str, str, Callable[[Desk], None] | None], ...] = (
    ("Read", "", "What residents told us", overview.show),
    ("Read", "theme", "Theme by theme", theme.show),
    ("Read", "responses", "Responses", responses.show),
    ("Read", "quotes", "Quotes", quotes.show),
    ("Read", "charts", "Charts and downloads", charts.show),
    ("Work", "waves", "Waves", None),
    ("Work", "review", "Review", review.show),
    ("Work", "codebook", "Codebook", codebook.show),
    ("Keep", "audit", "Audit and people", people.show),
)
"""Every page: its section, its address, its title, what draws it (None: where waves are added)."""

EARLY = (codebook.show, people.show)
"""What can be drawn of a project before it has a wave."""


def main() -> None:
    """Draw the page that the address names."""
    pages = {
        address: st.Page(partial(_page, show), title=title, url_path=address, default=not address)
        for _, address, title, show in PAGES
    }
    now = st.navigation(list(pages.values()), position="hidden")
    st.set_page_config(page_title=f"{now.title} – Insight", layout="wide")
    st.html(STYLE)
    links.follow(pages)
    st.session_state["page"] = now.url_path
    now.run()


def _page(show: Callable[[Desk], None] | None) -> None:
    """Draw a page about a wave, or the waves; a problem is said in one line."""
    with st.sidebar:
        links.brand()
    try:
        chosen = settings.load()
        who.admit(chosen)
        warm()
        store = open_store(chosen.store_url, chosen)
        every, projects = store.waves(), [p.name for p in store.projects()]
        chosen = replace(chosen, project=_project(projects, every, chosen.project))
        waves = tuple(w for w in every if w.project == chosen.project)
        wave = _wave(waves) if waves else None
        with st.sidebar:
            links.menu(
                [(section, address, title) for section, address, title, _ in PAGES],
                st.session_state["page"],
                {"wave": wave.name} if wave else _several(projects, chosen.project),
            )
            if show and wave:
                home.glance(chosen)
        person = who.person(chosen, store)
        if show and wave:
            show(Desk(chosen, store, waves, wave, person))
        elif show in EARLY and projects:
            show(before_waves(chosen, store, person))
        else:
            home.show(chosen, store, every, person)
    except InsightError as error:
        parts.notice(plain(error), "error")
    except Exception as error:  # nobody is shown a traceback, whatever happens
        where = traceback.extract_tb(error.__traceback__)[-1]
        name = type(error).__name__
        log.error("%s in %s, line %s", name, where.filename, where.lineno)
        parts.notice(
            f"This page could not be drawn ({name}). Nothing was changed. Load it again; if it "
            "happens again, tell whoever keeps this machine: the server's log says where.",
            "error",
        )


def _project(names: Sequence[str], waves: Sequence[WaveInfo], first: str) -> str:
    """That of the wave in the address bar, else the one there, the one last looked at, the first.

    Nothing is to be seen of it where there is only one.
    """
    if len(names) < 2:
        return names[0] if names else first
    homes = {w.name: w.project for w in waves}
    asked = st.query_params
    wanted = [homes.get(asked.get("wave", "")), asked.get("project")]
    wanted += [st.session_state.get("project"), first, names[0]]
    asked["project"] = next(str(name) for name in wanted if name in names)
    with st.sidebar:
        found = filters.select("project", "Project", {n: n for n in names}, also=_leave)
    st.session_state["project"] = found
    return found


def _leave() -> None:
    """Drop from the address bar what belongs to the project that was left."""
    for name in [name for name in st.query_params if name != "project"]:
        del st.query_params[name]


def _several(projects: Sequence[str], project: str) -> dict[str, str]:
    return {"project": project} if len(projects) > 1 else {}


def _wave(waves: tuple[WaveInfo, ...]) -> WaveInfo:
    """The wave in the address bar, else the one last looked at, else the newest survey.

    A discussion of a few people, of whom hardly a figure may be shown, is no first sight of a
    project; where there is nothing else, the newest discussion.
    """
    names = [w.name for w in waves]
    surveys = [w.name for w in waves if w.kind == "survey"]
    wanted = [st.query_params.get("wave"), st.session_state.get("wave"), (surveys or names)[-1]]
    st.query_params["wave"] = next(str(w) for w in wanted if w in names)
    with st.sidebar:
        name = filters.select("wave", "Wave", {n: n for n in reversed(names)})
    st.session_state["wave"] = name
    return waves[names.index(name)]


main()
