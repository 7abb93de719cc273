"""Who is at the screen: signed in by OpenID Connect, named by a proxy, or on their word."""

from __future__ import annotations

import hmac
import logging
import re
import time
from typing import Any, NoReturn

import streamlit as st

from insight import access
from insight.access import Access
from insight.errors import InsightError
from insight.pages import parts, safe
from insight.settings import Settings
from insight.store import ROLES, Store

log = logging.getLogger("insight")

HOURS = 12
"""A sign-in holds so long: whose account is closed is out the next day at the latest."""

SILENT = "sign-in: no answer"
DOWN = (
    "The service that you sign in with does not answer. Try again in a few minutes; if that does "
    "not help, tell whoever runs Insight."
)

ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")


def known() -> dict[str, Any]:
    """What the provider says of who signed in; without `is_logged_in` nobody has to."""
    return dict(st.user.to_dict())


def headers(name: str) -> list[str]:
    """What the request that opened this session carries in a header."""
    return st.context.headers.get_all(name)


def admit(settings: Settings) -> None:
    """Stop the page, saying why, before anything is read for who may not see it."""
    try:
        set_up = _access(str(settings.data), settings)
    except InsightError as error:
        log.error("%s", error)
        _refuse("Sign-in is not set up right on this server. Its log says what to mend.")
    told = known()
    if st.get_option("server.trustedUserHeaders") or (set_up.provider and not told):
        log.error("Start the app by `insight app`, without server.trustedUserHeaders.")
        _refuse("Sign-in is not set up right on this server. Its log says what to mend.")
    if "is_logged_in" in told:
        _signed_in(told, set_up)
    elif set_up.header and not _named(set_up):
        _refuse("This address is for the sign-in service only. Open Insight where you sign in.")


def person(settings: Settings, store: Store) -> str:
    """The name that decisions are recorded under; "" where nobody has given one.

    Where neither provider nor proxy vouches for people, they say who they are, and the side bar
    says that this is not checked.
    """
    name = _vouched(settings)
    with st.sidebar:
        if name:
            held = store.roles()
            role = ROLES[held.get(name, "viewer")] if held else "No roles are given yet"
            safe.draw(
                safe.Markup('<p class="under">Signed in as {}<br>{}</p>').format(
                    safe.plain(name), role.partition(":")[0]
                )
            )
            if known().get("is_logged_in"):
                st.button("Sign out", on_click=st.logout)
            return name
        _remembered()
        st.text_input(
            "Your name",
            key="person",
            max_chars=60,
            persist_state="session",
            help="Stands beside your decisions. There is no sign-in on this machine, so it is "
            "taken on trust.",
        )
    return " ".join(str(st.session_state.get("person") or "").split())


_REMEMBER = """
export default function ({ data, setTriggerValue }) {
  const place = "insight-name";
  try {
    if (data.name) sessionStorage.setItem(place, data.name);
    else if (data.named) sessionStorage.removeItem(place);
    else if (sessionStorage.getItem(place)) {
      setTriggerValue("name", sessionStorage.getItem(place));
    }
  } catch (error) {} // a browser that keeps nothing: the name is typed again
}
"""
_component = st.components.v2.component("insight_name", js=_REMEMBER)


def _remembered() -> None:
    """Bring back after a reload the name given in this tab; the browser forgets it with the tab."""
    state = st.session_state
    now = str(state.get("person") or "")
    data = {"name": now, "named": state.get("named", False)}
    kept = _component(key="insight-name", data=data, on_name_change=lambda: None).name
    if isinstance(kept, str) and not now and not state.get("named"):
        state["person"] = now = kept[:60]
    state["named"] = state.get("named", False) or bool(now)


def checked(settings: Settings) -> bool:
    """Whether somebody else than the person vouches for their name."""
    return bool(_vouched(settings))


def how(settings: Settings) -> str:
    """How people are known to this app, in a sentence."""
    if known().get("is_logged_in"):
        return "People sign in with OpenID Connect; names are checked."
    if checked(settings):
        return "A proxy that people sign in to names them; names are checked."
    return (
        "There is no sign-in: this app is set up for a single machine, and names are taken on "
        "trust. Set up sign-in or a proxy before others can reach it."
    )


@st.cache_resource(show_spinner=False)
def _access(data: str, _settings: Settings) -> Access:
    """Read once for the server: a file taken away while it runs opens nothing."""
    return access.load(_settings)


def _vouched(settings: Settings) -> str:
    """The name that a provider or a proxy stands for, else ""."""
    told = known()
    return (
        _address(told)
        if told.get("is_logged_in")
        else _named(_access(str(settings.data), settings))
    )


def _signed_in(told: dict[str, Any], set_up: Access) -> None:
    """Stop unless somebody with a checked address has signed in, and not too long ago."""
    since = told.get("iat")
    if st.session_state.pop(SILENT, False):
        _refuse(DOWN, "Sign in", set_up)
    if not told.get("is_logged_in"):
        _refuse("Sign in with your council account to go on.", "Sign in", set_up)
    if not isinstance(since, int | float) or time.time() - since > HOURS * 3600:
        _refuse(f"A sign-in holds for {HOURS} hours. Sign in again to go on.", "Sign in", set_up)
    if not _address(told):
        _refuse(
            "Your account gives no e-mail address that its provider has checked, so nobody can be "
            "told who you are. Ask who keeps your account to add one.",
            "Sign out",
        )


def _begin(set_up: Access) -> None:
    """Go to the provider, or say that it does not answer: its own error page would help nobody."""
    if why := access.trouble(set_up.metadata):
        log.error("Sign-in: %s", why)
        st.session_state[SILENT] = True
    else:
        st.login()


def _address(told: dict[str, Any]) -> str:
    """The e-mail address of who signed in, in small letters; "" unless it can be relied on.

    What people choose themselves, a display name for one, never counts as who they are. A provider
    that says nothing of having checked the address is a council's own, which gave it out.
    """
    given, verified = told.get("email"), told.get("email_verified", True)
    sure = verified is True or verified == "true"
    return _plain(given) if sure and isinstance(given, str) and ADDRESS.fullmatch(given) else ""


def _named(set_up: Access) -> str:
    """Whom the proxy names, proved by its secret; "" for anybody else's word."""
    if not set_up.header:
        return ""
    proofs, names = headers(access.PROOF), headers(set_up.header)
    if len(proofs) != 1 or len(names) != 1:
        return ""
    proved = hmac.compare_digest(proofs[0].encode(), set_up.secret.encode())
    return _plain(names[0]) if proved else ""


def _plain(name: str) -> str:
    """A name as it is recorded: one spelling, nothing invisible; "" for what cannot be one."""
    folded = name.strip().lower()
    return folded if folded.isprintable() and len(folded) <= 254 else ""


def _refuse(why: str, way: str = "", set_up: Access | None = None) -> NoReturn:
    """Say why nothing is shown, offer the way on, and stop."""
    parts.title("Insight", why)
    if way and set_up:
        st.button(way, type="primary", on_click=_begin, args=(set_up,))
    elif way:
        st.button(way, type="primary", on_click=st.logout)
    st.stop()
