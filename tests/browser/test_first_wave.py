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


def add(visitor: Visitor, file: Path, name: str) -> None:
    visitor.page.locator("input[type=file]").set_input_files(file)
    field = visitor.page.get_by_role("textbox", name="Name of the wave")
    field.wait_for()
    field.fill(name)
    field.press("Enter")
    visitor.ready()
    visitor.page.get_by_role("button", name="Analyse and publish").click()
    visitor.page.get_by_text(f"Working on {name}").wait_for()


def some(folder: Path, name: str) -> Path:
    """Every tenth row of a sample survey: enough to compare, quick to read."""
    lines = sample_file(name).read_text(encoding="utf-8-sig").splitlines(keepends=True)
    file = folder / name
    file.write_text("".join([lines[0], *lines[1::10]]), encoding="utf-8")
    return file


def test_from_an_empty_app_to_two_waves_compared(visitor: Visitor, tmp_path: Path) -> None:
    visitor.open("")
    assert "There is no wave yet" in visitor.text()
    add(visitor, some(tmp_path, "tidewell-2024.csv"), "Spring 2024")
    # The run goes on while its page is left and come back to.
    visitor.page.get_by_role("link", name="Codebook").click()
    visitor.page.wait_for_url("**/codebook")
    visitor.page.get_by_role("link", name="Waves").click()
    visitor.page.wait_for_url("**/waves*")
    visitor.page.get_by_text(re.compile("Spring 2024 is published")).wait_for(timeout=4 * SLOW)
    assert not list((tmp_path / "new" / "uploads").iterdir())
    add(visitor, some(tmp_path, "tidewell-2025.csv"), "Spring 2025")
    visitor.page.get_by_text(re.compile("Spring 2025 is published")).wait_for(timeout=4 * SLOW)
    visitor.page.get_by_role("link", name="Read what residents told us").click()
    visitor.page.get_by_role("heading", name="Since Spring 2024").wait_for()
    visitor.page.get_by_role("heading", name="What this rests on").wait_for()
    assert visitor.elsewhere == []
