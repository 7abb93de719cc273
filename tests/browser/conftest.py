"""Chromium and an app to visit; skipped with a clear word where there is no Chromium."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from insight.settings import Settings

from ..pages.sample import build
from .driving import FLAGS, Visitor, chromium, served

Visit = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test here."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium as it comes with the system."""
    program = chromium()
    if program is None:
        pytest.skip("Browser tests: no Chromium here (apt-get install chromium)")
    driver = pytest.importorskip("playwright.sync_api", reason="Browser tests: no playwright here")
    with driver.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return build(tmp_path_factory.mktemp("sample") / "data")


@pytest.fixture(scope="module")
def sample(_template: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A store for the tests of one file."""
    data = tmp_path_factory.mktemp("browser") / "data"
    shutil.copytree(_template.data, data)
    return replace(_template, data=data, codebook=data / "codebook.yaml")


@pytest.fixture(scope="module")
def address(browser: Any, sample: Settings) -> Iterator[str]:
    """The app over that store."""
    with served(sample) as at:
        yield at


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    """Make visitors: `visit()` gives one, with a browser of their own."""
    made: list[Visitor] = []

    def visitor() -> Visitor:
        made.append(Visitor(browser, address))
        return made[-1]

    yield visitor
    for each in made:
        each.close()
