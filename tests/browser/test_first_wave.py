"""A first wave by upload into an empty app, then a second one compared with it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from insight.settings import Settings

from .driving import SLOW, Visitor, sample_file, served


@pytest.fixture
def visitor(browser: Any, tmp_path: Path) -> Iterator[Visitor]:
    settings = Settings(data=tmp_path / "new", encoder="fake", model="none")
    with served(settings) as address:
        made = Visitor(browser, address)
        yield made
        made.close()


def add(visitor: Visitor, file: str, name: str) -> None:
    visitor.page.locator("input[type=file]").set_input_files(sample_file(file))
    field = visitor.page.get_by_role("textbox", name="Name of the wave")
    field.wait_for()
    field.fill(name)
    field.press("Enter")
    visitor.ready()
    visitor.page.get_by_role("button", name="Analyse and publish").click()
    visitor.page.get_by_text(f"Working on {name}").wait_for()


def test_from_an_empty_app_to_two_waves_compared(visitor: Visitor, tmp_path: Path) -> None:
    visitor.open("")
    assert "There is no wave yet" in visitor.text()
    add(visitor, "tidewell-2024.csv", "Spring 2024")
    # The run goes on while its page is left.
    visitor.page.get_by_role("link", name="Codebook").click()
    visitor.page.wait_for_timeout(1_000)
    visitor.page.get_by_role("link", name="Waves").click()
    visitor.page.get_by_text(re.compile("Spring 2024 is published")).wait_for(timeout=4 * SLOW)
    assert not list((tmp_path / "new" / "uploads").iterdir())
    add(visitor, "tidewell-2025.csv", "Spring 2025")
    visitor.page.get_by_text(re.compile("Spring 2025 is published")).wait_for(timeout=4 * SLOW)
    visitor.page.get_by_role("link", name="Read what residents told us").click()
    visitor.page.get_by_role("heading", name="Since Spring 2024").wait_for()
    visitor.ready()
    assert "860" in visitor.text()
    assert visitor.elsewhere == []
