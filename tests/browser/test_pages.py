"""Every page, opened once: nothing serious for axe-core, one heading, no overflow on a phone."""

from collections.abc import Iterator
from typing import Any

import pytest

from .driving import Visitor

PATHS = (
    "?wave=2025",
    "theme?wave=2025&theme=drugs",
    "responses?wave=2025",
    "quotes?wave=2025",
    "charts?wave=2025",
    "waves",
    "review?wave=2025&queue=sample",
    "codebook",
    "audit",
)

STREAMLIT: dict[str, str] = {}
"""Rules that Streamlit's own parts break, with what they are; see docs/accessibility.md."""

ALSO = ("heading-order",)
"""Rules that axe-core calls moderate, and that hold here all the same."""

WIDER = """() => [...document.querySelectorAll("[data-testid=stMain] *")].filter(e => {
    const box = e.getBoundingClientRect(), hidden = e.closest(".hear, .table, [data-baseweb]");
    return box.width && box.right > innerWidth + 1 && !hidden;
}).map(e => e.outerHTML.slice(0, 120)).slice(0, 5)"""
"""What stands out of the window on the right; a table that scrolls by itself does not."""


BEGIN = """all => all.map(button => {
    const words = document.createRange();
    words.selectNodeContents(button.querySelector("p"));
    return Math.round(words.getBoundingClientRect().x - button.getBoundingClientRect().x);
})"""
"""How far from its left edge the words of each button begin."""


@pytest.fixture(scope="module")
def visitor(browser: Any, address: str) -> Iterator[Visitor]:
    """One person, who opens one page after the other."""
    made = Visitor(browser, address)
    yield made
    made.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_accessible_and_fits_a_phone(visitor: Visitor, path: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe-core here")
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    visitor.open(path, name="Ada")
    page = visitor.page
    assert page.locator("h1").count() == 1
    assert page.title().endswith(" – Insight")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("nav[aria-label=Pages] a[aria-current=page]").count() == 1
    found = axe.Axe().run(page).response["violations"]
    serious = {
        rule["id"]: [node["html"][:160] for node in rule["nodes"]][:5]
        for rule in found
        if (rule["impact"] in ("serious", "critical") or rule["id"] in ALSO)
        and rule["id"] not in STREAMLIT
    }
    assert serious == {}
    page.set_viewport_size({"width": 400, "height": 800})
    page.wait_for_function("document.documentElement.scrollWidth <= 400")
    page.wait_for_function(f"({WIDER})().length === 0")
    page.wait_for_function(
        "(main => main.scrollWidth <= main.clientWidth)(document.querySelector('.stMain'))"
    )
    assert visitor.elsewhere == []


def test_the_names_of_themes_begin_at_one_line(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    visitor.open("review?wave=2025&queue=sample", name="Ada")
    buttons = visitor.page.locator("[class*=st-key-toggle] button")
    buttons.last.wait_for()
    begin = buttons.evaluate_all(BEGIN)
    assert len(begin) == 3
    assert len(set(begin)) == 1
