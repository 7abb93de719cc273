"""The audit: what people did, in their names, without residents' words."""

import pytest

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


SIGNED_IN = {"is_logged_in": True, "email": "lea@council.example", "name": "Lea"}


@pytest.mark.parametrize(
    ("told", "name", "how"),
    [
        (SIGNED_IN, "lea@council.example", "sign in with OpenID Connect; names are checked"),
        ({"email": "ada@council.example"}, "ada@council.example", "A trusted proxy names people"),
        ({}, "", "names are taken on trust"),
    ],
)
def test_how_people_are_known(
    shared: Settings, open_page: Open, monkeypatch: pytest.MonkeyPatch, told, name: str, how: str
) -> None:
    monkeypatch.setattr(who, "known", lambda: told)
    app = open_page("audit")
    assert how in read(app).text
    side = " ".join(e.proto.body for e in app.sidebar if e.type == "html")
    assert (f"Signed in as {name}" in side) is bool(name)
    assert bool([t for t in app.sidebar.text_input if t.label == "Your name"]) is not bool(name)


def test_nothing_is_shown_before_sign_in(
    shared: Settings, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(who, "known", lambda: {"is_logged_in": False})
    app = open_page("audit")
    assert "Sign in with your council account" in read(app).text
    assert "The record" not in read(app).text
