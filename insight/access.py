"""How people are known to the app: reads the secrets file, and refuses one that is wrong.

A mistake in that file must never open the app to everybody, so whatever is not right is an error.
"""

from __future__ import annotations

import http.client
import json
import tomllib
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from insight.errors import UsageError
from insight.settings import ROOT, Settings

NEEDED = {
    "auth": ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url"),
    "proxy": ("header", "secret"),
}
"""The two ways, each with what its section must say. docs/sign-in.md tells where it comes from."""

LONG = 32
"""Characters that a secret of ours must have at least."""

ANYBODY = ("/common/", "/organizations/", "/consumers/")
"""In an address of Microsoft's: accounts of every organisation, or of nobody's, are let in."""

SECONDS, MOST = 5, 1_000_000
"""How long a provider may take to say how to sign in, and in how many bytes."""

PROOF = "X-Insight-Proxy"
"""The header in which a proxy sends the secret: who does not know it can name nobody."""


@dataclass(frozen=True, slots=True)
class Access:
    """How people are known: by the `provider` they sign in with, by a proxy's `header`, or not.

    `metadata` is the address at which the provider says how to sign in.
    """

    file: Path
    provider: str = ""
    metadata: str = ""
    header: str = ""
    secret: str = field(default="", repr=False)

    @property
    def told(self) -> str:
        """For whoever starts the app, in a sentence."""
        if self.provider:
            return f"People sign in by {self.provider} ({self.file})."
        if self.header:
            return f"A proxy names people in {self.header} ({self.file})."
        return "Nobody signs in: names are taken on trust. See docs/sign-in.md."


def places(settings: Settings) -> tuple[Path, Path]:
    """Where the secrets file may lie: in the data folder, or where Streamlit looks for it."""
    data = settings.data.absolute()
    return data / "secrets.toml", ROOT / ".streamlit" / "secrets.toml"


def load(settings: Settings) -> Access:
    """Read how people are known; raises UsageError for a file that is not wholly right."""
    found = [path for path in places(settings) if path.exists()]
    if not found:
        return Access(places(settings)[0])
    if len(found) > 1:
        raise UsageError(f"{found[0]} and {found[1]}: both say how people sign in. Keep one.")
    path = found[0]
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}.") from error
    ways = [way for way in NEEDED if way in content]
    if len(ways) != 1:
        raise UsageError(f"{path}: needs one section, [auth] or [proxy]. See docs/sign-in.md.")
    (way,) = ways
    given = content[way] if isinstance(content[way], dict) else {}
    for key in NEEDED[way]:
        if not (isinstance(given.get(key), str) and given[key].strip()):
            raise UsageError(f"{path}: [{way}] has no '{key}'. See docs/sign-in.md.")
    secret = "cookie_secret" if way == "auth" else "secret"
    if len(given[secret]) < LONG:
        raise UsageError(
            f"{path}: '{secret}' must have {LONG} characters or more, drawn at random."
        )
    if way == "proxy":
        return Access(path, header=given["header"], secret=given["secret"])
    _check_addresses(path, given)
    address = given["server_metadata_url"]
    return Access(path, provider=urlsplit(address).netloc, metadata=address)


def trouble(address: str) -> str:
    """Why nobody can sign in at a provider with its metadata at this address; "" if they can."""
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 (https, or here)
            told = json.loads(answer.read(MOST))
    except (OSError, http.client.HTTPException) as error:
        return f"{address} does not answer: {getattr(error, 'reason', None) or error}."
    except ValueError:
        return f"{address} does not say how to sign in."
    known = isinstance(told, dict) and "authorization_endpoint" in told
    return "" if known else f"{address} does not say how to sign in."


def _check_addresses(path: Path, given: Mapping[str, Any]) -> None:
    for key in ("redirect_uri", "server_metadata_url"):
        where = urlsplit(given[key])
        here = where.scheme == "http" and where.hostname in ("localhost", "127.0.0.1", "::1")
        if not (where.scheme == "https" or here):
            raise UsageError(f"{path}: '{key}' must begin with https://.")
    if not given["redirect_uri"].endswith("/oauth2callback"):
        raise UsageError(f"{path}: 'redirect_uri' must end with /oauth2callback.")
    if any(word in given["server_metadata_url"] for word in ANYBODY):
        raise UsageError(
            f"{path}: 'server_metadata_url' lets in accounts of every organisation. Put your own "
            "tenant's id in its place."
        )
