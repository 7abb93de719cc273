"""Who may do what, who did what and when, and how people are known to this app."""

from __future__ import annotations

import streamlit as st

from insight import words
from insight.errors import InsightError
from insight.pages import erasing, parts, safe, who
from insight.pages.desk import Desk
from insight.pages.safe import Markup, plain
from insight.store import RIGHTS, ROLES

PAGE = 50


def show(desk: Desk) -> None:
    """Draw the page."""
    parts.title(
        "Audit and people",
        "Who may do what, who did what, and what is to be taken out for good.",
    )
    if problem := st.session_state.pop("people problem", ""):
        parts.notice(plain(problem), "error")
    parts.notice(who.how(desk.settings))
    _roles(desk)
    erasing.tell()
    if desk.waves:
        erasing.offer(desk)
    _record(desk)


def _roles(desk: Desk) -> None:
    parts.heading("Roles")
    held = desk.store.roles()
    if held:
        rows: list[tuple[parts.Cell, ...]] = [
            (plain(name), plain(ROLES[role])) for name, role in held.items()
        ]
        safe.draw(parts.table(("Who", "Role"), rows, "People with a role"))
        parts.text("Everybody else is a viewer.", style="small")
        if not who.checked(desk.settings):
            parts.text(
                "As names are not checked on this machine, roles keep people from mistakes, not "
                "from doing harm.",
                style="small",
            )
    else:
        parts.text(
            "Nobody has a role: everybody who can open this app may do everything. From the first "
            "role on, who has none may only look."
        )
    with st.expander("What each role may do", key="rights"):
        acts: list[tuple[parts.Cell, ...]] = [
            (act[:1].upper() + act[1:], *("✓ yes" if r in who_may else "no" for r in ROLES))
            for act, who_may in RIGHTS.items()
        ]
        heads = ("Act", *(name.partition(":")[0] for name in ROLES.values()))
        safe.draw(parts.table(heads, acts, "Checked where things are written, not on the page"))
    if desk.may("give roles"):
        _give(desk, held)
    elif desk.person:
        parts.text("Giving roles takes a lead or data protection.", style="small")


def _give(desk: Desk, held: dict[str, str]) -> None:
    with st.form("role", border=True):
        left, right = st.columns(2)
        with left:
            st.text_input(
                "Name", max_chars=80, key="role name", help="As the person signs in, or writes it."
            )
        with right:
            st.selectbox(
                "Role",
                [*reversed(ROLES), ""],
                format_func=lambda r: ROLES.get(r, "None: may only look"),
                key="role of",
            )
        st.form_submit_button("Give the role", on_click=_set, args=(desk,))
        if not held:
            parts.text(
                "The first role must be lead or data protection, or nobody could give others. Give "
                f"it to yourself ({desk.person}) if you are to go on doing this.",
                style="small",
            )


def _set(desk: Desk) -> None:
    try:
        name, role = str(st.session_state["role name"]), str(st.session_state["role of"])
        if who.checked(desk.settings):  # an address is in small letters, however it is written
            name = name.lower()
        desk.store.set_role(name, role, desk.by)
    except InsightError as error:
        st.session_state["people problem"] = str(error)


def _record(desk: Desk) -> None:
    parts.heading("Who did what", "The newest first.")
    at = int(st.session_state.get("audit page", 1))
    entries = desk.store.audit_log(PAGE + 1, (at - 1) * PAGE)
    if not entries:
        parts.notice("Nobody has done anything yet.")
        return
    rows: list[tuple[parts.Cell, ...]] = [
        (
            f"{words.day(e.at.date())}, {e.at:%H:%M} UTC",
            plain(e.by.removeprefix("user:")),
            plain(e.what),
            Markup(", ").join(Markup("{}: {}").format(plain(k), plain(v)) for k, v in e.details),
        )
        for e in entries[:PAGE]
    ]
    safe.draw(parts.table(("When", "Who", "What", "Details"), rows, "The record"))
    with st.container(horizontal=True):
        st.button("Newer", disabled=at == 1, on_click=_turn, args=(-1,))
        st.button("Older", disabled=len(entries) <= PAGE, on_click=_turn, args=(1,))


def _turn(by: int) -> None:
    st.session_state["audit page"] = max(1, int(st.session_state.get("audit page", 1)) + by)
