"""The secrets file: what sets sign-in up, and that nothing half right opens the app."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from insight import access
from insight.cli import machine
from insight.errors import UsageError
from insight.settings import Settings

LONG = "0123456789abcdef" * 2
PROVIDER = "https://login.council.example/.well-known/openid-configuration"
RIGHT = {
    "redirect_uri": "https://insight.council.example/oauth2callback",
    "cookie_secret": LONG,
    "client_id": "insight",
    "client_secret": "s3cret",
    "server_metadata_url": PROVIDER,
}
PROXY = {"header": "X-Forwarded-Email", "secret": LONG}


def section(name: str, values: dict[str, object]) -> str:
    return f"[{name}]\n" + "".join(f"{k} = '{v}'\n" for k, v in values.items())


def kept(folder: Path, content: str) -> Settings:
    (folder / "secrets.toml").write_text(content, "utf-8")
    return Settings(data=folder)


def test_without_a_file_nobody_signs_in(tmp_path: Path) -> None:
    found = access.load(Settings(data=tmp_path))
    assert (found.provider, found.header) == ("", "")
    assert "Nobody signs in" in found.told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (section("auth", RIGHT), "People sign in by login.council.example"),
        (section("proxy", PROXY), "A proxy names people in X-Forwarded-Email"),
        (
            section("auth", {**RIGHT, "redirect_uri": "http://127.0.0.1:{port}/oauth2callback"}),
            "People sign in by",
        ),
    ],
)
def test_a_right_file_is_told_without_its_secrets(tmp_path: Path, content: str, told: str) -> None:
    found = access.load(kept(tmp_path, content))
    assert told in found.told
    assert LONG not in found.told + repr(found)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[auth", "cannot be read"),
        ("", r"needs one section, \[auth\] or \[proxy\]"),
        ("[sign-in]\nx = 1", "needs one section"),
        (section("auth", RIGHT) + section("proxy", PROXY), "needs one section"),
        ("auth = 'yes'", r"\[auth\] has no 'redirect_uri'"),
        *(
            (section("auth", {k: v for k, v in RIGHT.items() if k != key}), f"has no '{key}'")
            for key in RIGHT
        ),
        (section("auth", {**RIGHT, "client_id": " "}), "has no 'client_id'"),
        (section("auth", {**RIGHT, "cookie_secret": "short"}), "32 characters or more"),
        (section("proxy", {**PROXY, "secret": "short"}), "32 characters or more"),
        (section("proxy", {"secret": LONG}), "has no 'header'"),
        (section("auth", {**RIGHT, "redirect_uri": "https://i.example/"}), "/oauth2callback"),
        (
            section("auth", {**RIGHT, "redirect_uri": "http://i.example/oauth2callback"}),
            "'redirect_uri' must begin with https",
        ),
        (
            section("auth", {**RIGHT, "server_metadata_url": PROVIDER.replace("s:", ":")}),
            "'server_metadata_url' must begin with https",
        ),
        *(
            (
                section("auth", {**RIGHT, "server_metadata_url": f"https://m.example/{open}/v2"}),
                "accounts of every organisation",
            )
            for open in ("common", "organizations", "consumers")
        ),
    ],
)
def test_a_wrong_file_is_an_error_and_the_app_does_not_start(
    tmp_path: Path, content: str, complaint: str
) -> None:
    settings = kept(tmp_path, content)
    with pytest.raises(UsageError, match=complaint) as told:
        access.load(settings)
    assert LONG not in str(told.value)
    with pytest.raises(UsageError):
        machine.command(settings)


def test_two_files_are_one_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.toml"
    monkeypatch.setattr(access, "places", lambda settings: (settings.data / "secrets.toml", other))
    settings = kept(tmp_path, section("auth", RIGHT))
    assert access.load(settings).file == tmp_path / "secrets.toml"
    other.write_text(section("proxy", PROXY), "utf-8")
    with pytest.raises(UsageError, match="Keep one"):
        access.load(settings)


def test_the_app_reads_that_file_and_no_other(tmp_path: Path) -> None:
    settings = kept(tmp_path, section("auth", RIGHT))
    assert f"--secrets.files={tmp_path / 'secrets.toml'}" in machine.command(settings)


class Answer(BaseHTTPRequestHandler):
    """A provider that says the same to everybody: a status and a body."""

    said: tuple[int, bytes] = (200, b"")

    def do_GET(self) -> None:
        self.send_response(self.said[0])
        self.end_headers()
        self.wfile.write(self.said[1])

    def log_message(self, format: str, *values: object) -> None:
        """Keep quiet."""


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (200, b'{"authorization_endpoint": "https://login.council.example/go"}', ""),
        (200, b"<html>Down for maintenance</html>", "does not say how to sign in"),
        (200, b'["authorization_endpoint"]', "does not say how to sign in"),
        (503, b"", "does not answer: Service Unavailable"),
    ],
)
def test_a_provider_that_cannot_sign_people_in_is_told(
    status: int, body: bytes, trouble: str
) -> None:
    handler = type("Said", (Answer,), {"said": (status, body)})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.handle_request, daemon=True).start()
        found = access.trouble(f"http://127.0.0.1:{server.server_port}/")
    assert (trouble in found) if trouble else not found


def test_a_provider_that_is_not_there_is_told() -> None:
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        closed = f"http://127.0.0.1:{server.server_port}/"
    assert access.trouble(closed).startswith(f"{closed} does not answer: ")
