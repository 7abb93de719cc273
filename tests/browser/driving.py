"""Starts the app as people start it, and opens it in headless Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from insight.settings import ROOT, Settings

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
SLOW = 90_000
"""Milliseconds that a loaded machine may need for one step."""


def chromium() -> str | None:
    """The browser's program, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The app over a store, at an address of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "insight.cli", "app", "--port", str(port)]
    given = {
        "INSIGHT_DATA": str(settings.data),
        "INSIGHT_CODEBOOK": str(settings.codebook),
        "INSIGHT_ENCODER": settings.encoder,
        "INSIGHT_MODEL": settings.model,
        "INSIGHT_STORE": settings.store_url,
    }
    settings.data.mkdir(parents=True, exist_ok=True)
    with (settings.data / "server.log").open("w") as log:
        server = subprocess.Popen(
            words, cwd=ROOT, env={**os.environ, **given}, stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/_stcore/health", server)
            yield address
        finally:
            server.terminate()
            server.wait(30)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError("the app did not start")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("the app did not answer")


class Visitor:
    """One person's browser: knows what it asked for, and waits until a page is drawn."""

    def __init__(self, browser: Any, address: str) -> None:
        self.address = address
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.page = self.context.new_page()
        self.page.set_default_timeout(SLOW)
        self.asked: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))

    @property
    def elsewhere(self) -> list[str]:
        """What was asked of anybody but the app itself."""
        own = (self.address, self.address.replace("http", "ws"), "data:", "blob:")
        return [url for url in self.asked if not url.startswith(own)]

    def open(self, path: str, name: str = "") -> None:
        """Open a page of the app, and say who it is."""
        self.page.goto(f"{self.address}/{path}", timeout=SLOW)
        self.ready()
        if name:
            menu = self.page.locator("[data-testid=stExpandSidebarButton]")
            if menu.is_visible():
                menu.click()
            field = self.page.get_by_role("textbox", name="Your name")
            field.fill(name)
            field.press("Enter")
            self.ready()
            self.page.evaluate("document.activeElement.blur()")

    def ready(self) -> None:
        """Wait until the page has a heading and the app is at rest."""
        self.page.locator("[data-testid=stMain] h1").first.wait_for()
        self.page.wait_for_timeout(250)
        self.page.wait_for_function(
            "document.querySelector('[data-testid=stApp]')"
            ".getAttribute('data-test-script-state') === 'notRunning'"
        )
        self.page.wait_for_timeout(150)

    def text(self) -> str:
        """What stands on the page."""
        return str(self.page.inner_text("[data-testid=stMain]"))

    def height(self) -> int:
        """How tall the whole page is, beyond what the window shows of it."""
        return int(
            self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        )

    def close(self) -> None:
        """Close the browser of this person."""
        self.context.close()


def sample_file(name: str) -> Path:
    """A sample survey of the project."""
    return ROOT / "corpora" / "samples" / name
