"""Arranges projects: makes one, renames or deletes the one worked in, moves a wave to another."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from insight import codebook, inforce
from insight.errors import InsightError, UsageError
from insight.pages import parts, safe
from insight.pages.desk import may
from insight.pages.safe import plain
from insight.settings import SHIPPED_BOOK, Settings
from insight.store import Store, WaveInfo
from insight.types import Codebook

SHIPPED, FILE = "shipped", "file"
"""Where the codebook of a new project comes from, when not from a project."""


def arrange(settings: Settings, store: Store, waves: Sequence[WaveInfo], person: str) -> None:
    """Draw the forms, folded away: who has one project need never open them."""
    names = [p.name for p in store.projects()]
    problem, done = (st.session_state.pop(f"project {n}", "") for n in ("problem", "done"))
    if done:
        parts.notice(plain(done), "done")
    allowed = may(store, person, "make, rename or delete a project")
    with st.expander("Make or change a project", key="projects", expanded=bool(problem)):
        parts.text(
            "A project is a consultation: waves that are compared with each other, and a codebook "
            "of their own. Nothing done in one changes another."
        )
        if problem:
            parts.notice(plain(problem), "error")
        if not allowed:
            why = "This takes the role of a lead." if person else "Write your name in the side bar."
            parts.text(why, style="small")
        _make(settings, store, names, allowed, person)
        if names:
            _rename(settings, store, allowed, person)
        if len(names) > 1:
            empty = not any(w.project == settings.project for w in waves)
            _delete(settings, store, names, allowed and empty, person)
        if len(names) > 1 and waves:
            _move(store, waves, names, may(store, person, "move a wave"), person)


def _make(
    settings: Settings, store: Store, names: Sequence[str], allowed: bool, person: str
) -> None:
    parts.heading("Make a project", level=3)
    name = st.text_input("Name of the project", max_chars=80, key="project name")
    titles = {
        **{f"of {n}": f"A copy of the codebook of {n}" for n in names},
        SHIPPED: "The codebook that comes with Insight, for community safety",
        FILE: "A file: YAML, CSV or REFI-QDA (.qdc)",
    }
    source = st.selectbox(
        "Its codebook, to begin with",
        list(titles),
        index=None,
        format_func=lambda key: titles.get(key, key),
        placeholder="Choose",
        key="project codebook",
        help="The themes that its waves are coded with. You can change them under Codebook.",
    )
    kinds = ["yaml", "yml", "csv", "qdc"]
    file = (
        st.file_uploader("The codebook", type=kinds, max_upload_size=5, key="project file")
        if source == FILE
        else None
    )
    ready = bool(name.strip() and source and (file or source != FILE))

    def make() -> None:
        store.add_project(name, _book(settings, store, name, str(source), file), f"user:{person}")
        made = " ".join(name.split())
        _open(made, f"{made} is there, and you work in it now. Add its first wave above.")

    _button("Make the project", make, allowed and ready)


def _book(settings: Settings, store: Store, name: str, source: str, file: Any) -> Codebook:
    if source == SHIPPED:
        return codebook.load(SHIPPED_BOOK)
    if source != FILE:
        other = replace(settings, project=source.removeprefix("of "))
        return inforce.project_codebook(other, store)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"codebook{Path(file.name).suffix.lower()}"
        path.write_bytes(file.getvalue())
        try:
            return replace(codebook.load(path), name=" ".join(name.split()))
        except UsageError as error:
            raise UsageError(str(error).replace(str(path), file.name)) from None


def _rename(settings: Settings, store: Store, allowed: bool, person: str) -> None:
    parts.heading("Rename the project", level=3)
    now = settings.project
    new = st.text_input("New name", value=now, max_chars=80, key=f"new name of {now}")

    def rename() -> None:
        store.rename_project(now, new, f"user:{person}")
        _open(" ".join(new.split()), f"{now} is now called {' '.join(new.split())}.")

    _button("Rename the project", rename, allowed and " ".join(new.split()) != now)


def _delete(
    settings: Settings, store: Store, names: Sequence[str], allowed: bool, person: str
) -> None:
    now = settings.project
    parts.heading("Delete the project", "Only one without waves: move or delete them first.", 3)

    def delete() -> None:
        store.delete_project(now, f"user:{person}")
        _open(next(n for n in names if n != now), f"{now} is deleted.")

    _button(f"Delete {safe.label(now)}", delete, allowed)


def _move(
    store: Store, waves: Sequence[WaveInfo], names: Sequence[str], allowed: bool, person: str
) -> None:
    parts.heading(
        "Move a wave",
        "It stays coded as it is until you code again, under Codebook, with the codebook of the "
        "project that it is moved to.",
        level=3,
    )
    homes = {w.name: w.project for w in waves}
    wave = st.selectbox("Wave", list(homes), key="move wave")
    others = [n for n in names if n != homes[wave]]
    to = st.selectbox("Into the project", others, key=f"move {wave} to")

    def move() -> None:
        store.move_wave(wave, to, f"user:{person}")
        _open(to, f"{wave} is now in {to}.")

    _button("Move the wave", move, allowed)


def _button(label: str, act: Callable[[], None], allowed: bool) -> None:
    """A button that does something and says in a line what was done, or why not."""

    def do() -> None:
        try:
            act()
        except InsightError as error:
            st.session_state["project problem"] = str(error)

    st.button(label, on_click=do, disabled=not allowed)


def _open(project: str, said: str) -> None:
    """Go on in a project."""
    st.session_state["project"], st.session_state["project done"] = project, said
    st.query_params.from_dict({"project": project})
    st.session_state.pop("project name", None)
