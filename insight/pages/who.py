"""Who is at the screen: signed in by OpenID Connect, named by a trusted proxy, or on their word."""

from __future__ import annotations

from typing import Any

import streamlit as st

from insight.pages import parts, safe


def known() -> dict[str, Any]:
    """What sign-in or a proxy says of the person; empty where there is neither."""
    return dict(st.user.to_dict())


def person() -> str:
    """The name that decisions are recorded under; "" where nobody has given one.

    With `[auth]` in Streamlit's secrets, people sign in, and the page stops until they have. With
    `server.trustedUserHeaders` a proxy names them. With neither, the app is for a single machine:
    people say who they are, and the side bar says that this is not checked.
    """
    told = known()
    if told.get("is_logged_in") is False:
        parts.title("Insight", "Sign in with your council account to go on.")
        st.button("Sign in", type="primary", on_click=st.login)
        st.stop()
    name = str(told.get("email") or told.get("name") or "").strip()
    with st.sidebar:
        if name:
            safe.draw(safe.Markup('<p class="under">Signed in as {}</p>').format(safe.plain(name)))
            if told.get("is_logged_in"):
                st.button("Sign out", on_click=st.logout)
            return name
        st.text_input(
            "Your name",
            key="person",
            max_chars=60,
            persist_state="session",
            help="Stands beside your decisions. There is no sign-in on this machine, so it is "
            "taken on trust.",
        )
    return " ".join(str(st.session_state.get("person") or "").split())


def checked() -> bool:
    """Whether somebody else than the person vouches for their name."""
    told = known()
    return bool(told.get("is_logged_in") or told.get("email") or told.get("name"))


def how() -> str:
    """How people are known to this app, in a sentence."""
    told = known()
    if told.get("is_logged_in"):
        return "People sign in with OpenID Connect; names are checked."
    if told.get("email") or told.get("name"):
        return "A trusted proxy names people; this app takes its word."
    return (
        "There is no sign-in: this app is set up for a single machine, and names are taken on "
        "trust. Set up sign-in or a trusted proxy before others can reach it."
    )
