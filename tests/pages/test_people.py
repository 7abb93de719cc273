"""The audit: what people did, in their names, without residents' words."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from insight import access
from insight.pages import who
from insight.settings import Settings
from insight.store import Store

from .conftest import Open
from .reading import read
from .sample import SAID


def test_who_did_what_is_listed(sample: Settings, open_page: Open) -> None:
    with Store.open(sample.store_url) as store:
        quote = store.quotes("2024")[0]
        store.set_quote_status(quote, "approved", "user:Ada <b>")
    page = read(open_page("audit"))
    assert "Ada <b>" in page.text
    assert "b" not in page.tags
    assert "quote approved" in page.text
    assert not any(text in page.text for text, _, _ in SAID)


def test_it_says_that_nobody_is_checked_here(shared: Settings, open_page: Open) -> None:
    assert "names are taken on trust" in read(open_page("audit")).text


def test_roles_are_given_and_hold(sample: Settings, open_page: Open) -> None:
    app = open_page("audit", person="Lea")
    assert "Nobody has a role: everybody who can open this app may do everything" in read(app).text

    def give(name: str, role: str) -> str:
        app.text_input(key="role name").input(name)
        app.selectbox(key="role of").select(role)
        next(b for b in app.button if b.label == "Give the role").click().run()
        return read(app).text

    assert "Somebody must be able to give roles" in give("Ada", "reviewer")
    assert "Lea" in give("Lea", "lead")
    text = give("Ada <i>", "reviewer")
    assert "Ada <i>" in text
    assert "Everybody else is a viewer." in text
    assert "roles keep people from mistakes" in text
    with Store.open(sample.store_url) as store:
        assert store.roles() == {"Lea": "lead", "Ada <i>": "reviewer"}
    other = open_page("audit", person="Ada <i>")
    assert not [b for b in other.button if b.label == "Give the role"]


NOW = time.time()
SIGNED_IN = {
    "is_logged_in": True,
    "email": "Lea@Council.Example",
    "name": "Lea",
    "iat": NOW - 60,
}
SECRET = "0123456789abcdef" * 2


def proxied(settings: Settings) -> None:
    """Set the app up to be told by a proxy."""
    text = f"[proxy]\nheader = 'X-Forwarded-Email'\nsecret = '{SECRET}'\n"
    (settings.data / "secrets.toml").write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("told", "name", "how"),
    [
        (SIGNED_IN, "lea@council.example", "sign in with OpenID Connect; names are checked"),
        ({**SIGNED_IN, "email_verified": True}, "lea@council.example", "names are checked"),
        ({}, "", "names are taken on trust"),
    ],
)
def test_how_people_are_known(
    shared: Settings, open_page: Open, monkeypatch: pytest.MonkeyPatch, told, name: str, how: str
) -> None:
    monkeypatch.setattr(who, "known", lambda: told)
    app = open_page("audit")
    assert how in read(app).text
    assert (f"Signed in as {name}" in side(app)) is bool(name)
    assert bool([t for t in app.sidebar.text_input if t.label == "Your name"]) is not bool(name)


def side(app: AppTest) -> str:
    """What stands in the side bar."""
    return " ".join(e.proto.body for e in app.sidebar if e.type == "html")


def locked(app: AppTest) -> str:
    """What a page says that shows nothing: not even the names of waves, nor the menu."""
    text = read(app).text
    assert "The record" not in text
    assert "2024" not in text + side(app)
    assert "Audit" not in side(app)
    assert not app.sidebar.selectbox
    return text


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"is_logged_in": False}, "Sign in with your council account"),
        ({**SIGNED_IN, "email_verified": False}, "no e-mail address that its provider has checked"),
        ({**SIGNED_IN, "email_verified": "false"}, "no e-mail address"),
        ({**SIGNED_IN, "email_verified": None}, "no e-mail address"),
        ({**SIGNED_IN, "email": None, "name": "lea@council.example"}, "no e-mail address"),
        ({**SIGNED_IN, "email": ["lea@council.example"]}, "no e-mail address"),
        ({**SIGNED_IN, "email": "lea@council.example x"}, "no e-mail address"),
        ({**SIGNED_IN, "email": "lea\u200b@council.example"}, "no e-mail address"),
        ({**SIGNED_IN, "email": "l" * 250 + "@council.example"}, "no e-mail address"),
        ({**SIGNED_IN, "iat": NOW - 13 * 3600}, "A sign-in holds for 12 hours"),
        ({k: v for k, v in SIGNED_IN.items() if k != "iat"}, "A sign-in holds for 12 hours"),
    ],
)
def test_nothing_is_shown_to_who_is_not_known(
    shared: Settings, open_page: Open, monkeypatch: pytest.MonkeyPatch, told, why: str
) -> None:
    monkeypatch.setattr(who, "known", lambda: told)
    assert why in locked(open_page("audit"))


@pytest.mark.parametrize(
    ("proofs", "names", "shown"),
    [
        ([SECRET], ["Ada@Council.Example"], "Signed in as ada@council.example"),
        ([], ["ada@council.example"], ""),
        (["0" * 32], ["ada@council.example"], ""),
        ([SECRET, "0" * 32], ["ada@council.example"], ""),
        ([SECRET], [], ""),
        ([SECRET], [" "], ""),
        ([SECRET], ["ada@council.example", "lea@council.example"], ""),
    ],
)
def test_a_proxy_is_believed_by_its_secret(
    sample: Settings, open_page: Open, monkeypatch: pytest.MonkeyPatch, proofs, names, shown: str
) -> None:
    proxied(sample)
    sent = {access.PROOF: proofs, "X-Forwarded-Email": names}
    monkeypatch.setattr(who, "headers", lambda name: sent[name])
    app = open_page("audit")
    if shown:
        assert shown in side(app)
        assert "A proxy that people sign in to names them" in read(app).text
    else:
        assert "This address is for the sign-in service only" in locked(app)


@pytest.mark.parametrize("content", ["[auth", "", "[auth]\nclient_id = 'x'"])
def test_a_secrets_file_that_is_wrong_opens_nothing(
    sample: Settings, open_page: Open, content: str
) -> None:
    (sample.data / "secrets.toml").write_text(content, "utf-8")
    assert "Sign-in is not set up right on this server" in locked(open_page("audit"))


def test_roles_of_checked_people_go_by_small_letters(
    sample: Settings, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(who, "known", lambda: SIGNED_IN)
    app = open_page("audit")
    app.text_input(key="role name").input("Lea@Council.Example")
    app.selectbox(key="role of").select("lead")
    next(b for b in app.button if b.label == "Give the role").click().run()
    with Store.open(sample.store_url) as store:
        assert store.roles() == {"lea@council.example": "lead"}
    assert "Lead" in side(open_page("audit"))
