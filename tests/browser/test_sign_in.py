"""Sign-in against an OpenID provider and behind a proxy, in a real browser: who may do what."""

import secrets
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from insight.access import PROOF
from insight.settings import Settings
from insight.store import Store

from ..pages.sample import HOSTILE, SAID
from .driving import SLOW, Visitor, served
from .proxy import proxied
from .test_pages import PATHS

LEA = "lea@council.example"
USERS = {
    "lea": {"email": "Lea@Council.Example", "email_verified": True, "name": "Lea"},
    "vic": {"email": "vic@council.example", "name": "Vic"},
    "unverified": {"email": LEA, "email_verified": False, "name": "Lea"},
    "only a name": {"name": LEA, "preferred_username": LEA, "nickname": LEA},
}
WORDS = [text for text, _, _ in SAID] + list(HOSTILE.values())
KEEPER = "user:keeper"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """An OpenID provider on this machine that knows USERS."""
    mock = pytest.importorskip("oidc_provider_mock", reason="Sign-in tests: no provider here")
    users = [mock.User(sub=sub, claims=claims) for sub, claims in USERS.items()]
    with mock.run_server_in_thread(user_claims=users, require_nonce=True) as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(scope="module")
def app(browser: Any, provider: str, sample: Settings) -> Iterator[str]:
    """The app with sign-in; lea reviews, nobody else has a role but its keeper."""
    _secrets(
        sample,
        "auth",
        redirect_uri="http://127.0.0.1:{port}/oauth2callback",
        cookie_secret=secrets.token_hex(),
        client_id="insight",
        client_secret=secrets.token_hex(),
        server_metadata_url=f"{provider}/.well-known/openid-configuration",
    )
    with Store.open(sample.store_url) as store:
        store.set_role("keeper", "protection", KEEPER)
        store.set_role(LEA, "reviewer", KEEPER)
    with served(sample) as address:
        yield address


def _secrets(settings: Settings, way: str, **values: str) -> None:
    lines = [f'{key} = "{value}"' for key, value in values.items()]
    (settings.data / "secrets.toml").write_text(f"[{way}]\n" + "\n".join(lines), "utf-8")


def _copied(sample: Settings, folder: Path) -> Settings:
    """The sample's data in a folder of its own, to write secrets into."""
    data = folder / "data"
    shutil.copytree(sample.data, data)
    return replace(sample, data=data, codebook=data / "codebook.yaml")


@pytest.fixture
def come(browser: Any) -> Iterator[Any]:
    """Make visitors of an address, each with a browser of their own."""
    made: list[Visitor] = []

    def visitor(address: str) -> Visitor:
        made.append(Visitor(browser, address))
        return made[-1]

    yield visitor
    for each in made:
        each.close()


def sign_in(visitor: Visitor, user: str) -> None:
    """Go to the provider as people do, and come back."""
    visitor.open("")
    visitor.page.get_by_role("button", name="Sign in").click()
    visitor.page.wait_for_url("**/oauth2/authorize**", timeout=SLOW)
    visitor.page.get_by_role("button", name=user, exact=True).first.click()
    visitor.page.wait_for_url(f"{visitor.address}/**", timeout=SLOW)
    visitor.ready()


def locked(visitor: Visitor, why: str) -> None:
    """Only the reason stands there: no resident's words, no wave, no menu, anywhere in the page."""
    visitor.page.locator("[data-testid=stMain]", has_text=why).wait_for(timeout=SLOW)
    visitor.ready()
    held = visitor.page.content()
    assert not [text for text in WORDS if text in held]
    assert "Noise nuisance" not in held
    assert visitor.page.locator("nav[aria-label=Pages], [data-testid=stSelectbox]").count() == 0


def side(visitor: Visitor) -> str:
    return str(visitor.page.inner_text("[data-testid=stSidebar]"))


def test_before_sign_in_no_page_shows_anything_nor_is_it_sent(come: Any, app: str) -> None:
    visitor = come(app)
    sent: list[bytes] = []
    visitor.page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived", lambda f: sent.append(f if isinstance(f, bytes) else f.encode())
        ),
    )
    for path in PATHS:
        visitor.open(path)
        locked(visitor, "Sign in with your council account to go on.")
    whole = b"".join(sent)
    assert b"Sign in with your council account" in whole
    assert not [text for text in WORDS if text.encode() in whole]
    assert b"Noise nuisance" not in whole


def test_a_provider_that_does_not_answer_is_told(
    come: Any, sample: Settings, tmp_path: Path
) -> None:
    settings = _copied(sample, tmp_path)
    _secrets(
        settings,
        "auth",
        redirect_uri="http://127.0.0.1:{port}/oauth2callback",
        cookie_secret=secrets.token_hex(),
        client_id="insight",
        client_secret=secrets.token_hex(),
        server_metadata_url="http://127.0.0.1:1/.well-known/openid-configuration",
    )
    with served(settings) as address:
        visitor = come(address)
        visitor.open("")
        visitor.page.get_by_role("button", name="Sign in").click()
        locked(visitor, "The service that you sign in with does not answer.")
        visitor.page.get_by_role("button", name="Sign in").wait_for(timeout=SLOW)


def test_sign_in_gives_a_name_and_a_role_and_sign_out_locks(come: Any, app: str) -> None:
    visitor = come(app)
    sign_in(visitor, "lea")
    assert f"Signed in as {LEA}" in side(visitor)
    assert "Reviewer" in side(visitor)
    visitor.page.get_by_role("link", name="Audit and people").click()
    visitor.page.get_by_text("People sign in with OpenID Connect; names are checked.").wait_for()
    visitor.open("responses?wave=2024")
    assert WORDS[0] in visitor.text()
    visitor.page.get_by_role("button", name="Sign out").click()
    visitor.page.get_by_role("button", name="End session").click()  # the provider's own page
    locked(visitor, "Sign in with your council account to go on.")
    visitor.open("responses?wave=2024")
    locked(visitor, "Sign in with your council account to go on.")


def test_a_person_without_a_role_may_look_and_not_write(
    come: Any, app: str, sample: Settings
) -> None:
    visitor = come(app)
    sign_in(visitor, "vic")
    assert "Viewer" in side(visitor)
    visitor.open("review?wave=2024&queue=uncoded")
    visitor.page.get_by_text("You may look, but not judge responses").wait_for()
    assert visitor.page.get_by_role("button", name="Save and next").is_disabled()
    visitor.page.keyboard.press("2")
    visitor.page.get_by_text("Your judgement: + Noise nuisance").wait_for()
    visitor.page.keyboard.press("s")
    visitor.page.keyboard.press("2")
    visitor.page.get_by_text("Your judgement: as coded").wait_for()
    with Store.open(sample.store_url) as store:
        assert store.checked("2024") == 0


def test_a_role_taken_away_is_gone_at_the_next_write(come: Any, app: str, sample: Settings) -> None:
    visitor = come(app)
    sign_in(visitor, "lea")
    visitor.open("review?wave=2025&queue=uncoded")
    save = visitor.page.get_by_role("button", name="Save and next")
    save.click()
    visitor.page.get_by_text("1 saved").first.wait_for()
    visitor.ready()
    with Store.open(sample.store_url) as store:
        assert store.checked("2025") == 1
        store.set_role(LEA, "", KEEPER)
        try:
            save.click()  # drawn while the role was there
            visitor.page.get_by_text("Not saved: lea@council.example may not judge").wait_for()
            assert store.checked("2025") == 1
            assert save.is_disabled()
            assert "Viewer" in side(visitor)
        finally:
            store.set_role(LEA, "reviewer", KEEPER)


@pytest.mark.parametrize("user", ["unverified", "only a name"])
def test_a_claim_that_nobody_checked_is_nobody(come: Any, app: str, user: str) -> None:
    visitor = come(app)
    sign_in(visitor, user)
    locked(visitor, "no e-mail address that its provider has checked")
    visitor.page.get_by_role("button", name="Sign out").wait_for()


def test_a_cookie_that_the_app_did_not_sign_is_nobody(come: Any, app: str) -> None:
    visitor = come(app)
    sign_in(visitor, "vic")
    (signed,) = [c for c in visitor.context.cookies() if c["name"] == "_streamlit_user"]
    assert signed["httpOnly"]
    assert signed["sameSite"] == "Lax"
    value = signed["value"]
    middle = len(value) // 4
    forged = value[:middle] + ("A" if value[middle] != "A" else "B") + value[middle + 1 :]
    visitor.context.add_cookies([{**signed, "value": forged}])
    visitor.open("responses?wave=2024")
    locked(visitor, "Sign in with your council account to go on.")


def test_a_proxy_names_people_and_nobody_else_does(
    come: Any, sample: Settings, tmp_path: Path
) -> None:
    settings = _copied(sample, tmp_path)
    secret = secrets.token_hex()
    _secrets(settings, "proxy", header="X-Forwarded-Email", secret=secret)
    named = {"X-Forwarded-Email": LEA}
    with (
        served(settings) as app,
        proxied(app, {**named, PROOF: secret}) as gate,
        proxied(app, named) as forger,
        proxied(app, {**named, PROOF: "0" * 64}) as guesser,
    ):
        visitor = come(gate)
        visitor.open("responses?wave=2024")
        assert f"Signed in as {LEA}" in side(visitor)
        assert WORDS[0] in visitor.text()
        for address in (app, forger, guesser):
            other = come(address)
            other.open("responses?wave=2024")
            locked(other, "This address is for the sign-in service only.")


def test_without_that_setting_a_header_names_nobody(
    come: Any, sample: Settings, tmp_path: Path
) -> None:
    settings = _copied(sample, tmp_path)
    (settings.data / "secrets.toml").unlink(missing_ok=True)
    with served(settings) as app, proxied(app, {"X-Forwarded-Email": LEA}) as forger:
        visitor = come(forger)
        visitor.open("audit")
        assert "Signed in" not in side(visitor)
        assert visitor.page.get_by_role("textbox", name="Your name").input_value() == ""
        assert "names are taken on trust" in visitor.text()
