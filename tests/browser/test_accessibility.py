"""axe-core finds nothing serious on any page that this app, and not Streamlit, is the cause of."""

import pytest

from .conftest import Visit

PATHS = (
    "?wave=2025",
    "theme?wave=2025&theme=drugs",
    "responses?wave=2025",
    "quotes?wave=2025",
    "charts?wave=2025",
    "waves",
    "review?wave=2025",
    "codebook",
    "audit",
)

STREAMLIT: dict[str, str] = {}
"""Rules that Streamlit's own parts break, with what they are; see docs/accessibility.md."""


@pytest.mark.parametrize("path", PATHS)
def test_no_serious_violation(visit: Visit, path: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe-core here")
    visitor = visit()
    visitor.open(path, name="Ada")
    found = axe.Axe().run(visitor.page).response["violations"]
    serious = {
        rule["id"]: [node["html"][:160] for node in rule["nodes"]][:5]
        for rule in found
        if rule["impact"] in ("serious", "critical") and rule["id"] not in STREAMLIT
    }
    assert serious == {}


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_one_heading_of_the_first_order_and_a_title(visit: Visit, path: str) -> None:
    visitor = visit()
    visitor.open(path, name="Ada")
    assert visitor.page.locator("h1").count() == 1
    assert visitor.page.title().endswith(" – Insight")
    assert visitor.page.locator("html").get_attribute("lang") == "en"
