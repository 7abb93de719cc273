"""The app over a small store, driven without a browser."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from insight.pages import who
from insight.settings import ROOT, Settings

from .sample import build, environment

Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """What is copied, and itself never opened: SQLite loses its locks on a file when the same
    process opens and closes it for anything else, as copying does.
    """
    return build(tmp_path_factory.mktemp("sample") / "data")


@pytest.fixture(scope="session")
def _shared(_template: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return _copy(_template, tmp_path_factory.mktemp("shared") / "data")


def _copy(settings: Settings, data: Path) -> Settings:
    shutil.copytree(settings.data, data)
    return replace(settings, data=data, codebook=data / "codebook.yaml")


@pytest.fixture
def shared(_shared: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A store for tests that only read; its figures are worked out once."""
    return _set(_shared, monkeypatch)


@pytest.fixture
def sample(_template: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A store of this test's own."""
    return _set(_copy(_template, tmp_path / "data"), monkeypatch)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A data folder with nothing in it yet."""
    return _set(Settings(data=tmp_path / "new", encoder="fake", model="none"), monkeypatch)


def _set(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(who, "known", dict)  # the test driver signs everybody in
    return settings


@pytest.fixture
def open_page() -> Open:
    """Open a page of the app: `open_page("theme", wave="2025", theme="noise")`."""

    def opened(page: str = "", person: str = "", **params: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app_streamlit.py"), default_timeout=60)
        # A page drawn by a function has no file to switch to: its hash is made of its address.
        app._page_hash = calc_hash(page) if page else ""
        for name, value in params.items():
            app.query_params[name] = value
        if person:
            app.session_state["person"] = person
        return app.run()

    return opened
